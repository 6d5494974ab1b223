import type { BrowserKey } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';

/** Whether a browser's key counts, and who vouched for it. */
export function KeyState({ browserKey: { approved, removedAt } }: { readonly browserKey: BrowserKey }) {
  const { t } = useTexts();
  if (removedAt !== null) return <StatusLight of="offline">{t('browserKeys.is.removed')}</StatusLight>;
  if (approved === null) {
    return (
      <StatusLight of="warn" filled>
        {t('browserKeys.is.waiting')}
      </StatusLight>
    );
  }
  const { by, name } = approved;
  return <StatusLight of="pass">{t(`browserKeys.is.${by}`, { name: name ?? t('errors.somebody') })}</StatusLight>;
}
