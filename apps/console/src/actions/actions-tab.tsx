import { toAppError } from '@alongside/base';
import type { ActionRequest } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useStepUp } from '../account/use-step-up.ts';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { ActionChooser } from './action-chooser.tsx';
import { ActionResults } from './action-results.tsx';
import classes from './actions.module.css';
import { CurrentAction } from './current-action.tsx';

export interface ActionsTabProps {
  readonly session: ClaimedTicket;
  readonly userName: string;
  readonly canAsk: boolean;
}

/** What can be done on the other computer by a name: chosen, asked for, done once; below it what came of each. */
export function ActionsTab({ session, userName, canAsk }: ActionsTabProps) {
  const { t } = useTexts();
  const { preferences } = useServices();
  const stepUp = useStepUp();
  const current = useObservable(session.action);
  const done = useObservable(session.actionsDone);
  const asked = useObservable(session.asks)['actions.run'];
  const [reason, setReason] = useState(preferences.reasons.value['actions.run']?.[0] ?? t('ask.usual.actions.run.1'));
  const ask = useMutation({
    mutationFn: async (request: ActionRequest) => {
      preferences.rememberReason('actions.run', reason.trim());
      await session.askAction(request, reason.trim(), await stepUp(session.sessionId, 'actions.run'));
    },
  });
  const busy = current.state === 'asked' || current.state === 'running' || ask.isPending;
  const ready = canAsk && !busy && reason.trim() !== '';
  const failed = ask.error === null || toAppError(ask.error).code === 'request.cancelled' ? null : ask.error;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.tab} tabIndex={0} aria-label={t('tabs.actions')}>
      <ActionChooser
        userName={userName}
        reason={reason}
        onReason={setReason}
        disabled={!ready}
        onAsk={(request) => ask.mutate(request)}
      />
      {failed === null ? null : <Failure error={failed} safe={t('actions.safe')} />}
      <CurrentAction
        current={current}
        asked={asked}
        userName={userName}
        onWithdraw={(askId) => void session.withdraw(askId).catch(() => undefined)}
        onCancel={() => void session.giveBack('actions.run').catch(() => undefined)}
      />
      {done.length > 0 ? (
        <ActionResults done={done} disabled={!ready} onAsk={(request) => ask.mutate(request)} />
      ) : busy ? null : (
        <EmptyState order={2} title={t('actions.none')}>
          {t('actions.noneMore', { name: userName })}
        </EmptyState>
      )}
    </section>
  );
}
