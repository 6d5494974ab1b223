import { shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';

/** Ends it at once, whatever is asked or open; what to tell the organisation is asked afterwards. */
export function SomethingWrong() {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      c="var(--alongside-stop)"
      onClick={() => void ask(shellPage.somethingWrong, {})}
    >
      {t('guard.wrong')}
    </Anchor>
  );
}
