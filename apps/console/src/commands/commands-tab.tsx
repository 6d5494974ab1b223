import { EmptyState, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { Failure } from '../shared/failure.tsx';
import { lazyPart } from '../shared/lazy-part.ts';
import { useObservable } from '../shared/use-observable.ts';
import classes from './commands-tab.module.css';

/** The terminal is large and not always needed. */
const load = async () => ({ default: (await import('./shell-window.tsx')).ShellWindow });
const ShellWindow = lazyPart(load);

export interface CommandsTabProps {
  readonly session: ClaimedTicket;
  readonly userName: string;
  readonly allowed: boolean;
  readonly canAsk: boolean;
  readonly onAsk: () => void;
}

/** One command window at a time; a further one is opened when it has ended. */
export function CommandsTab({ session, userName, allowed, canAsk, onAsk }: CommandsTabProps) {
  const { t } = useTexts();
  const shell = useObservable(session.shell);
  useEffect(() => {
    // Fetched while the server is there, as a session goes on without it. Where this fails the opening tries again.
    load().catch(() => undefined);
  }, []);
  /** Of the window that was last drawn, so that the next shell begins with it. */
  const size = useRef({ cols: 80, rows: 24 });
  const open = useMutation({ mutationFn: () => session.openShell(size.current) });
  const failure = open.error === null ? null : <Failure error={open.error} safe={t('commands.safe')} />;
  if (shell !== undefined) {
    return (
      <Suspense>
        <ShellWindow
          key={shell.shellId}
          shell={shell}
          userName={userName}
          onSize={(next) => {
            size.current = next;
          }}
          openAgain={
            <>
              {failure}
              {allowed ? (
                <Button size="compact-sm" loading={open.isPending} onClick={() => open.mutate()}>
                  {t('commands.openAgain')}
                </Button>
              ) : (
                <Button size="compact-sm" disabled={!canAsk} onClick={onAsk}>
                  {t('commands.ask', { name: userName })}
                </Button>
              )}
            </>
          }
        />
      </Suspense>
    );
  }
  return (
    <div className={classes.middle}>
      {failure}
      {allowed ? (
        <EmptyState
          order={2}
          title={t('commands.ready')}
          action={
            <Button loading={open.isPending} onClick={() => open.mutate()}>
              {t('commands.open')}
            </Button>
          }
        >
          {t('commands.readyMore', { name: userName })}
        </EmptyState>
      ) : (
        <EmptyState
          order={2}
          title={t('commands.none')}
          action={
            <Button disabled={!canAsk} onClick={onAsk}>
              {t('commands.ask', { name: userName })}
            </Button>
          }
        >
          {t('commands.noneMore', { name: userName })}
        </EmptyState>
      )}
    </div>
  );
}
