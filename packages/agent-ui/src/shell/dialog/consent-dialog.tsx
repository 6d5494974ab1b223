import { type AskView, shellPage, type TechnicianView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { useState } from 'react';
import { useBarWindow } from '../bar/bar-window-context.tsx';
import { useAsk, useCore } from '../core/core-context.tsx';
import { useBridge } from '../core/page-host.ts';
import { useScreenDelegate } from '../link/link-host.tsx';
import { keyOf } from '../texts/texts.ts';
import { AskedBy } from './asked-by.tsx';
import { DurationChoice, SESSION_MS, useHowLong, WATCH_MS } from './duration-choice.tsx';
import { GuardedDialog } from './guarded-dialog.tsx';
import { PickerHint } from './picker-hint.tsx';
import { hashWords, WORDS } from './words.ts';

export interface ConsentDialogProps {
  readonly sessionId: string;
  readonly ask: AskView;
  readonly number: number;
  readonly technician: TechnicianView;
  /** Who helps, where whoever asks watches them: then the screen is the picture that the helper has, and none is chosen. */
  readonly helper?: string;
}

/** One capability, one question. */
export function ConsentDialog({ sessionId, ask, number, technician, helper }: ConsentDialogProps) {
  const { t } = useTexts();
  const { client, setFailure } = useCore();
  const tell = useAsk();
  const delegate = useScreenDelegate();
  const bar = useBarWindow();
  const bridge = useBridge();
  const howLong = useHowLong();
  const formats = useFormats();
  const screen = ask.capability === 'screen.view';
  const chooses = screen && helper === undefined;
  const longest = Math.min(ask.limit?.durationMs ?? SESSION_MS, helper === undefined ? SESSION_MS : WATCH_MS);
  const [durationMs, setDurationMs] = useState(Math.min(ask.durationMs, longest));
  const [answered, setAnswered] = useState(false);
  const { name } = technician;
  const key = keyOf(ask.capability);

  const answer = async (allow: boolean, words: string) => {
    if (answered) return;
    setAnswered(true);
    // A click is good for one thing, tried in Chromium 156: the screen needs it here, and the bar, which came up at the
    // join, comes back by the click on "Keep the bar on top" where it was closed meanwhile.
    const forScreen = allow && chooses;
    const delegated = !forScreen || delegate();
    if (allow && !forScreen) bar.open();
    const wordsHash = await hashWords(words);
    const told = await tell(shellPage.consentAnswer, { sessionId, askId: ask.askId, allow, durationMs, wordsHash });
    // An answer that the core does not take (the words changed just then) leaves the question open.
    setAnswered(false);
    if (told && !delegated) await client.call(shellPage.screenNotChosen, {}).catch(setFailure);
  };
  return (
    <GuardedDialog
      sessionId={sessionId}
      dialogId={ask.askId}
      told={ask}
      question={t(`dialog.${key}.question`, { name })}
      remainingMs={ask.remainingMs}
      moreTimeLeft={ask.moreTimeLeft}
      allowReady={ask.allowReady && !answered}
      waitingBehind={ask.waitingBehind}
      denyText={t('dialog.deny')}
      allowText={t(`dialog.${key}.allow`, { name, howLong: howLong(durationMs) })}
      choice={<DurationChoice asked={ask.durationMs} longest={longest} onChoose={setDurationMs} />}
      before={<AskedBy technician={technician} number={number} reason={ask.reason} />}
      hint={chooses && bridge === undefined ? <PickerHint /> : null}
      about={t(screen && !chooses ? 'dialog.watch.screenAbout' : `dialog.${key}.about`, { name, helper })}
      guarded={ask.guarded === true}
      onAnswer={(allow, words) => void answer(allow, words)}
    >
      <p {...WORDS}>{t(`dialog.${key}.words`, { name })}</p>
      {screen && !chooses ? <p {...WORDS}>{t('dialog.watch.screen', { name, helper })}</p> : null}
      {ask.capability === 'input.control' ? (
        <p {...WORDS}>{t(ask.userComesFirst ? 'dialog.mouse.first' : 'dialog.mouse.shared')}</p>
      ) : null}
      {ask.limit === null ? null : (
        <p {...WORDS}>{t(`dialog.limit.${ask.limit.by}`, { duration: formats.duration(ask.limit.durationMs) })}</p>
      )}
      {ask.capability === 'shell.run' && ask.mayOutlive ? <p {...WORDS}>{t('dialog.commands.outlive')}</p> : null}
    </GuardedDialog>
  );
}
