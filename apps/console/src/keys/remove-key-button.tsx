import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useKeyDecision } from './use-browser-keys.ts';

/** Takes a browser's key away, for good, after saying what that ends. */
export function RemoveKeyButton({ browserKey }: { readonly browserKey: BrowserKey }) {
  const { t } = useTexts();
  const decide = useKeyDecision();
  const { label } = browserKey;
  return (
    <RemoveButton
      size="compact-sm"
      label={t('browserKeys.removeOf', { label })}
      why={t('browserKeys.removeWhy', { label })}
      pending={decide.isPending}
      onRemove={() => decide.mutate({ key: browserKey, decision: 'remove' })}
    />
  );
}
