import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { Trans } from 'react-i18next';
import dialog from '../dialog/dialog.module.css';
import { PickerDrawing } from '../dialog/picker-hint.tsx';
import { usePickerWords } from '../dialog/picker-words.ts';

/** While the browser's own picker is open. */
export function ChoosingScreen() {
  const { t } = useTexts();
  const words = usePickerWords();
  return (
    <section className={dialog.dialog} role="status">
      <Text component="h1" fz="h2" fw={620} lh={1.3}>
        {t('dialog.choosing.title')}
      </Text>
      <div className={dialog.hint}>
        <PickerDrawing label={t('dialog.picker.drawing', words)} />
        <p>
          <Trans t={t} i18nKey="dialog.choosing.text" values={words} components={{ 1: <strong /> }} />
        </p>
      </div>
      <Text size="sm" mt="sm">
        {t('dialog.choosing.bar')}
      </Text>
    </section>
  );
}
