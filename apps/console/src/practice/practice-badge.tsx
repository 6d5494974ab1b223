import { useTexts } from '@alongside/ui';
import { Badge } from '@mantine/core';

/** Beside what is not real. */
export function PracticeBadge() {
  const { t } = useTexts();
  return (
    <Badge size="sm" variant="outline" style={{ flex: 'none' }}>
      {t('practice.badge')}
    </Badge>
  );
}
