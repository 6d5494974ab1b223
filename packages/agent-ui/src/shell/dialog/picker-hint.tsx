import { useTexts } from '@alongside/ui';
import { Trans } from 'react-i18next';
import classes from './dialog.module.css';
import { usePickerWords } from './picker-words.ts';

/** What the browser asks next, in a sentence and a drawing; not part of the words that are consented to. */
export function PickerHint() {
  const { t } = useTexts();
  const words = usePickerWords();
  return (
    <section className={classes.hint} aria-label={t('dialog.picker.label')}>
      <PickerDrawing label={t('dialog.picker.drawing', words)} />
      <p>
        <Trans t={t} i18nKey="dialog.picker.text" values={words} components={{ 1: <strong /> }} />
      </p>
    </section>
  );
}

/** A browser's picker in lines: three tabs of which the third is chosen, one screen, and two buttons. */
export function PickerDrawing({ label }: { label: string }) {
  return (
    <svg viewBox="0 0 132 84" width="132" height="84" role="img" aria-label={label} className={classes.drawing}>
      <rect x="1" y="1" width="130" height="82" rx="6" className={classes.paper} />
      <rect x="10" y="9" width="30" height="4" rx="2" className={classes.faint} />
      <rect x="51" y="9" width="30" height="4" rx="2" className={classes.faint} />
      <rect x="92" y="9" width="30" height="4" rx="2" className={classes.strong} />
      <rect x="88" y="16" width="38" height="2" className={classes.strong} />
      <rect x="40" y="26" width="52" height="30" rx="3" className={classes.screen} />
      <rect x="60" y="56" width="12" height="4" className={classes.faint} />
      <rect x="62" y="68" width="26" height="10" rx="3" className={classes.faint} />
      <rect x="94" y="68" width="30" height="10" rx="3" className={classes.strong} />
    </svg>
  );
}
