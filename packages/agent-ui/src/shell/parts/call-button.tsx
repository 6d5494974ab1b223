import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';

/** Calls the organisation. `first`: before everything else. */
export function CallButton({ phone, first = false }: { phone: string; first?: boolean }) {
  const { t } = useTexts();
  return (
    <Button variant={first ? 'filled' : 'default'} component="a" href={`tel:${phone.replace(/[^+\d]/gu, '')}`}>
      {t('ended.call', { phone })}
    </Button>
  );
}
