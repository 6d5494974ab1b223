import { useTexts } from '@alongside/ui';
import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { NoticeBell } from '../notices/notice-bell.tsx';
import { OrganisationLogo } from '../shared/organisation-logo.tsx';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { useDesk } from './desk-context.ts';
import { keyTrouble } from './desk-state.ts';
import classes from './queue.module.css';

/** The head of the queue: whose desk this is, or that the server is away. Of one height, so that nothing below moves. */
export function ConnectionLine({ organisationName }: { readonly organisationName: string }) {
  const { t } = useTexts();
  const { client } = useDesk();
  const state = useObservable(client.state);
  const now = useNow(1000);
  if (state.state === 'online' || (state.state === 'connecting' && state.attempt === 0)) {
    return (
      <div className={classes.head}>
        <OrganisationLogo size="head" />
        <Text fw={620} truncate="end" style={{ flex: 1, minWidth: 0 }}>
          {organisationName === '' ? t('app.name') : organisationName}
        </Text>
        <NoticeBell />
      </div>
    );
  }
  const hasKey = keyTrouble(state) === undefined;
  const seconds = state.state === 'waiting' ? Math.max(0, Math.ceil((state.retryAt - now) / 1000)) : 0;
  const tried = seconds > 0 ? t('connection.retryIn', { count: seconds }) : t('connection.trying');
  return (
    <div className={classes.head} title={hasKey ? t('connection.why') : undefined}>
      {/* Once, and not each second. Of a key the banner above the page tells. */}
      {hasKey ? <VisuallyHidden role="alert">{t('connection.why')}</VisuallyHidden> : null}
      <IconPlugConnectedX size={18} stroke={1.5} aria-hidden style={{ color: 'var(--alongside-viewed)', flex: 'none' }} />
      <Text role="timer" aria-live="off" size="xs" fw={620} lh={1.3} style={{ flex: 1, minWidth: 0 }} lineClamp={2}>
        {hasKey ? tried : t('connection.noKey')}
      </Text>
      {state.state === 'waiting' ? (
        <Button size="compact-xs" variant="default" onClick={() => client.retryNow()}>
          {t('connection.now')}
        </Button>
      ) : null}
    </div>
  );
}
