import type { Redaction, Report } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';

/** How much was replaced, of which kinds, and what the user left out; so that nobody takes a gap for a fault. */
export function LeftOut({ report }: { readonly report: Report }) {
  const { t } = useTexts();
  const count = (kind: Redaction['kind']) => report.redactions.filter((note) => note.kind === kind).length;
  const kinds = [...new Set(report.redactions.map(({ kind }) => kind))].filter((kind) => kind !== 'removed_by_user').sort();
  const removed = count('removed_by_user');
  if (kinds.length + removed === 0) return null;
  return (
    <div role="note">
      {kinds.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t('checkup.redacted', { list: kinds.map((kind) => t(`checkup.kind.${kind}`, { count: count(kind) })).join(', ') })}
        </Text>
      )}
      {removed === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t('checkup.leftOut', { count: removed })}
        </Text>
      )}
    </div>
  );
}
