import { useTexts } from '@alongside/ui';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useErrorWords } from './failure.tsx';

/** Short words in the corner that go by themselves. What must be decided or kept is never told here alone. */
export function useNotices() {
  const { t } = useTexts();
  const words = useErrorWords();
  return useMemo(
    () => ({
      said: (message: string) =>
        notifications.show({ message, color: 'idle', closeButtonProps: { 'aria-label': t('app.close') } }),
      failed: (error: unknown) => {
        const { happened, todo, code } = words(error);
        notifications.show({
          title: happened,
          message: `${todo} ${t('errors.codeIs', { code })}`,
          color: 'stop',
          autoClose: 10_000,
          closeButtonProps: { 'aria-label': t('app.close') },
        });
      },
    }),
    [t, words],
  );
}
