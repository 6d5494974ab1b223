import type { PagePlace } from '@alongside/desk';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';

export interface PagerProps {
  readonly of: PagePlace;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

/** Which rows of how many are shown, and the way to the others; nothing where all of them are. */
export function Pager({ of: { page, pages, first, last }, total, onPage }: PagerProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  if (pages === 1) return null;
  return (
    <Group component="nav" aria-label={t('fleet.pages')} gap="sm" py="sm">
      <Button variant="default" size="compact-md" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('fleet.before')}
      </Button>
      <Text size="sm">{t('fleet.rows', { first: number(first), last: number(last), total: number(total) })}</Text>
      <Button variant="default" size="compact-md" disabled={page === pages - 1} onClick={() => onPage(page + 1)}>
        {t('fleet.after')}
      </Button>
    </Group>
  );
}
