import { type Capability, type Notice, shellPage, type WatcherView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Code } from '@mantine/core';
import { useAsk, useCore } from '../core/core-context.tsx';
import { useScreenDelegate } from '../link/link-host.tsx';
import { keyOf } from '../texts/texts.ts';
import { CallButton } from './call-button.tsx';
import { Note } from './note.tsx';

export const TEN_MINUTES_MS = 600_000;

export interface NoticesProps {
  readonly notices: readonly Notice[];
  /** The technician's; undefined outside of a session. */
  readonly name: string | undefined;
  /** Whoever watches, by their own session: what is said of it is said of them. */
  readonly watcher?: WatcherView | undefined;
  /** The organisation's. */
  readonly phone?: string | undefined;
}

export function Notices({ notices, ...about }: NoticesProps) {
  return notices.map((notice) => <NoticeNote key={JSON.stringify(notice)} notice={notice} {...about} />);
}

function NoticeNote({ notice, watcher, phone = '', ...of }: Omit<NoticesProps, 'notices'> & { notice: Notice }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { client } = useCore();
  const ask = useAsk();
  const chooseAgain = useChooseAgain();
  const prolong = useProlong();
  const isWatchers = watcher !== undefined && 'sessionId' in notice && notice.sessionId === watcher.sessionId;
  const name = (isWatchers ? watcher.technician.name : of.name) ?? '';
  const dismiss = () => client.notify(shellPage.noticeDismiss, { kind: notice.kind });
  switch (notice.kind) {
    case 'unanswered': {
      const { sessionId, askId } = notice;
      return (
        <Note
          onDismiss={dismiss}
          actions={
            <Button variant="default" onClick={() => void ask(shellPage.askInvite, { sessionId, askId })}>
              {t('notice.unanswered.again', { name })}
            </Button>
          }
        >
          {t(`notice.unanswered.${keyOf(notice.capability)}`, { name, time: formats.time(notice.at) })}
        </Note>
      );
    }
    case 'not-on-phone':
      return (
        <Note onDismiss={dismiss} actions={phone === '' ? null : <CallButton phone={phone} />}>
          {t(`notice.not-on-phone.${notice.mayView ? 'view' : 'chat'}`, { name })} {t('notice.not-on-phone.call')}
        </Note>
      );
    case 'screen-not-chosen':
      return (
        <Note
          actions={
            <>
              <Button variant="default" onClick={dismiss}>
                {t('notice.screen-not-chosen.leave')}
              </Button>
              <Button onClick={() => chooseAgain(notice.sessionId)}>{t('notice.screen-not-chosen.again')}</Button>
            </>
          }
        >
          {t('notice.screen-not-chosen.text')}
        </Note>
      );
    case 'could-not-start':
      return (
        <Note onDismiss={dismiss}>
          {t(`notice.could-not-start.${isWatchers ? 'watch' : keyOf(notice.capability)}`, { name })}{' '}
          {t('notice.could-not-start.todo', { name })} <Code>{notice.code}</Code>
        </Note>
      );
    case 'not-prolonged':
      return (
        <Note onDismiss={dismiss}>
          {t('notice.not-prolonged')} <Code>{notice.code}</Code>
        </Note>
      );
    case 'expired':
      return (
        <Note
          actions={
            <>
              <Button variant="default" onClick={dismiss}>
                {t('notice.expired.enough')}
              </Button>
              {isWatchers ? null : (
                <Button variant="default" onClick={() => prolong(notice.sessionId, notice.capability)}>
                  {t('notice.expired.more')}
                </Button>
              )}
            </>
          }
        >
          {t(`notice.expired.${keyOf(notice.capability)}`, { name })}
        </Note>
      );
    case 'restricted':
      return (
        <Note onDismiss={dismiss}>
          {t(`notice.restricted.${notice.why}`, { name, what: t(`feed.what.${keyOf(notice.capability)}`) })}
        </Note>
      );
    case 'kept-out':
      return <Note onDismiss={dismiss}>{t('notice.kept-out', { name: notice.name })}</Note>;
    case 'not-waiting':
      return <Note onDismiss={dismiss}>{t('notice.not-waiting', { name: notice.name })}</Note>;
    case 'revoked':
      return <Note onDismiss={dismiss}>{t('notice.revoked', { name: notice.name })}</Note>;
    case 'standing-not-kept':
      return (
        <Note onDismiss={dismiss}>
          {t('notice.standing-not-kept')} <Code>{notice.code}</Code>
        </Note>
      );
    case 'too-early':
      return (
        <Note onDismiss={dismiss}>
          {t(`notice.too-early.${keyOf(notice.capability)}`, { name, time: formats.time(notice.until) })}
        </Note>
      );
    case 'picture-not-sent':
      return (
        <Note onDismiss={dismiss}>
          {t('notice.picture-not-sent')} <Code>{notice.code}</Code>
        </Note>
      );
    case 'request-news':
      return <Note onDismiss={dismiss}>{t('notice.request-news', { number: notice.number })}</Note>;
    case 'server-away':
      return <Note>{t(name === '' ? 'notice.server-awayNobody' : 'notice.server-away', { name })}</Note>;
    case 'refused':
    case 'clock-jumped':
    case 'second-page':
    case 'code-over':
    case 'code-burnt':
    case 'invitation-spent':
    case 'unverified-countersign':
      return <Note onDismiss={dismiss}>{t(`notice.${notice.kind}`)}</Note>;
  }
}

/** The click that opens the browser's picker once more. */
function useChooseAgain(): (sessionId: string) => void {
  const { client, setFailure } = useCore();
  const ask = useAsk();
  const delegate = useScreenDelegate();
  return (sessionId) => {
    const delegated = delegate();
    void ask(shellPage.screenChooseAgain, { sessionId }).then((told) => {
      if (told && !delegated) client.call(shellPage.screenNotChosen, {}).catch(setFailure);
    });
  };
}

/** "10 more". A screen whose time was over has to be chosen again, which needs this click as well. */
export function useProlong(): (sessionId: string, capability: Capability) => void {
  const ask = useAsk();
  const delegate = useScreenDelegate();
  return (sessionId, capability) => {
    if (capability === 'screen.view') delegate();
    void ask(shellPage.grantProlong, { sessionId, capability, durationMs: TEN_MINUTES_MS });
  };
}
