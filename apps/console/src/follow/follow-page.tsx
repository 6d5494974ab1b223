import { AppError, randomId } from '@alongside/base';
import { userMay } from '@alongside/desk';
import { type FollowedRequest, http, MAX_USER_ATTACHMENT_BYTES, type UserVerdict } from '@alongside/protocol';
import { RequestAnswer, RequestSharing, RequestStep, RequestStory, RequestVerdict, useFormats, useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Skeleton, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EntryFrame } from '../entry/entry-frame.tsx';
import { FileButton } from '../files/file-button.tsx';
import fileClasses from '../files/files.module.css';
import { StagedList } from '../files/staged-list.tsx';
import { useFileDrop } from '../files/use-file-drop.ts';
import { useStagedFiles } from '../files/use-staged-files.ts';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { FollowFailure, isEnded } from './follow-failure.tsx';
import { FollowFiles } from './follow-files.tsx';

/** A link that lost letters on its way. */
const CUT = new AppError('auth.refused', 'this link is not whole');
/** What comes while one reads shows by itself, below what is there. */
const LOOK_AGAIN_MS = 20_000;

/** `/#follow=TOKEN`: a request as its user follows it, on a phone as anywhere, without signing in. */
export function FollowPage({ token }: { readonly token: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const read = useQuery({
    queryKey: ['follow', token],
    queryFn: () => api.callRoute(http.followRead, { body: { token } }),
    refetchInterval: LOOK_AGAIN_MS,
    // On a phone, the page of an hour ago is looked at again.
    refetchOnWindowFocus: true,
    // What cannot be read is said, also where the browser believes itself to be without a network.
    networkMode: 'always',
    retry: false,
    enabled: token !== '',
  });
  if (read.data === undefined) {
    return (
      <EntryFrame title={t('follow.opening')}>
        {token === '' ? (
          <FollowFailure error={CUT} />
        ) : read.error === null ? (
          <Skeleton height={160} aria-busy="true" />
        ) : (
          <FollowFailure error={read.error} safe={t('follow.safe')} onRetry={() => void read.refetch()} />
        )}
      </EntryFrame>
    );
  }
  return (
    <OpenedRequest request={read.data} token={token}>
      {read.error === null ? null : (
        <Stale error={read.error} since={read.dataUpdatedAt} pending={read.isFetching} onRetry={() => void read.refetch()} />
      )}
    </OpenedRequest>
  );
}

interface OpenedProps {
  readonly request: FollowedRequest;
  readonly token: string;
}

interface StaleProps {
  readonly error: unknown;
  readonly since: number;
  readonly pending: boolean;
  readonly onRetry: () => void;
}

/** What stands below was read before, and may be another matter by now. */
function Stale({ error, since, pending, onRetry }: StaleProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const time = formats.dayAndTime(since);
  if (isEnded(error)) {
    return (
      <Alert role="status" color="viewed" title={t('follow.failed.ended.happened')}>
        {t('follow.failed.ended.todo')} {t('follow.stale.was', { time })}
      </Alert>
    );
  }
  return (
    <Alert role="status" color="viewed" title={t('follow.stale.happened')}>
      <Text size="sm" mb="xs">
        {t('follow.stale.was', { time })} {t('follow.stale.more')}
      </Text>
      <Button size="compact-sm" variant="default" loading={pending} onClick={onRetry}>
        {t('follow.stale.now')}
      </Button>
    </Alert>
  );
}

function OpenedRequest({ request, token, children }: OpenedProps & { readonly children: ReactNode }) {
  const { t } = useTexts();
  const { api, clock } = useServices();
  const { number, organisation, step } = request;
  return (
    <EntryFrame title={t('follow.title', { number })} lead={organisation.name}>
      {children}
      <RequestStep request={request} />
      <Verdict request={request} token={token} />
      {isBeingHelped(step) ? <HelpHere token={token} /> : null}
      <Sharing request={request} token={token} />
      <CrashAsked request={request} />
      <RequestStory request={request} loadSheet={(article) => api.callRoute(http.followSheet, { body: { token, article } })} />
      <FollowFiles token={token} files={request.files} />
      {userMay(request, clock.now()).say ? <Answer token={token} reopens={step === 'check-solution'} /> : null}
      {organisation.phone === '' ? null : (
        <Text size="sm">
          {t('follow.call')} <Anchor href={`tel:${organisation.phone.replace(/[^+\d]/gu, '')}`}>{organisation.phone}</Anchor>
        </Text>
      )}
    </EntryFrame>
  );
}

/** What a program left lies on the computer that asked, and is looked into and sent there alone. */
function CrashAsked({ request: { crash } }: { readonly request: FollowedRequest }) {
  const { t } = useTexts();
  if (crash?.state !== 'asked') return null;
  return <Text>{t('follow.crashAsked', { name: crash.by, program: crash.program })}</Text>;
}

function Sharing({ request, token }: OpenedProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const read = useMutation({ mutationFn: () => api.callRoute(http.followPackage, { body: { token } }) });
  const give = useMutation({
    mutationFn: (verdict: UserVerdict) => api.callRoute(http.followVerdict, { body: { token, verdict } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['follow', token] }),
  });
  const error = give.error ?? read.error;
  return (
    <RequestSharing
      request={request}
      pending={give.isPending}
      failure={error === null ? null : <FollowFailure error={error} safe={t('follow.nothingSent')} />}
      // What went wrong stands on the page.
      onVerdict={(verdict) => give.mutateAsync(verdict).then(Boolean, () => false)}
      read={() => read.mutateAsync().catch(() => undefined)}
    />
  );
}

function Verdict({ request, token }: OpenedProps) {
  const { t } = useTexts();
  const { api, clock, random } = useServices();
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: (verdict: UserVerdict) => api.callRoute(http.followVerdict, { body: { token, verdict } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['follow', token] }),
  });
  return (
    <RequestVerdict
      request={request}
      now={clock.now()}
      pending={give.isPending}
      failure={give.error === null ? null : <FollowFailure error={give.error} safe={t('follow.kept')} />}
      // What went wrong stands on the page.
      onVerdict={(verdict) => give.mutateAsync(verdict).then(Boolean, () => false)}
      newId={() => randomId(random)}
    />
  );
}

/** Where a technician could still come. */
function isBeingHelped(step: FollowedRequest['step']): boolean {
  return step !== 'closed' && step !== 'joined-other' && step !== 'check-solution';
}

/** For who has no agent: a page in which a technician can see the screen, if that is allowed there. */
function HelpHere({ token }: { readonly token: string }) {
  const { t } = useTexts();
  return (
    <Text size="sm">
      {t('follow.helpHere')}{' '}
      <Anchor href={`/guest/#${token}`} underline="always">
        {t('follow.helpHereOpen')}
      </Anchor>
    </Text>
  );
}

/** The draft of an answer outlives the page, as all drafts do. */
function Answer({ token, reopens }: { readonly token: string; readonly reopens: boolean }) {
  const { t } = useTexts();
  const { api, random } = useServices();
  const queries = useQueryClient();
  const [text, setText, setSaid] = useDraft(`follow.${token.slice(0, 6)}`);
  const staged = useStagedFiles(
    (file, signal) => api.upload(http.followAttach, { body: { token, name: file.name }, signal }, file),
    MAX_USER_ATTACHMENT_BYTES,
  );
  const drop = useFileDrop(staged);
  const say = useMutation({
    mutationFn: async (words: { messageId: string; text: string }) => {
      if (words.text === '') return;
      await api.callRoute(http.followSay, { body: { token, ...words } });
      setSaid(words.text);
    },
    // Words first; what went wrong with a file stands beside it.
    onSuccess: () => staged.send().catch(() => undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ['follow', token] }),
  });
  return (
    <div {...drop} className={fileClasses.drop}>
      <RequestAnswer
        text={text}
        onText={setText}
        reopens={reopens}
        pending={say.isPending}
        failure={say.error === null ? null : <FollowFailure error={say.error} safe={t('follow.kept')} />}
        files={{ list: <StagedList staged={staged} />, button: <FileButton staged={staged} />, some: staged.files.length > 0 }}
        onSay={say.mutate}
        newId={() => randomId(random)}
      />
    </div>
  );
}
