import { randomId, systemRandom } from '@alongside/base';
import { userMay } from '@alongside/desk';
import { type FollowedRequest, shellPage, type UserVerdict } from '@alongside/protocol';
import { afterSaid, ErrorState, RequestAnswer, RequestStep, RequestStory, RequestVerdict, useTexts } from '@alongside/ui';
import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { useAsk, useCore, useUnsent } from '../core/core-context.tsx';
import { FilesOfRequest } from './open-matters.tsx';
import { Sharing } from './sharing.tsx';
import { useOwnRequest } from './use-own-request.ts';

const newId = () => randomId(systemRandom());

/** A request of this computer as its user has it: how it stands, what was done and said, and what the user says of it. */
export function Followed({ requestId }: { readonly requestId: string }) {
  const { t } = useTexts();
  const { own, reload } = useOwnRequest(requestId);
  if (own.state === 'loading') return <Skeleton height={160} aria-busy aria-label={t('requests.loading')} role="status" />;
  if (own.state === 'failed') {
    return (
      <ErrorState
        happened={t('requests.failed.happened')}
        safe={t('requests.failed.safe')}
        todo={t('requests.failed.todo')}
        code={own.error.code}
        onRetry={() => void reload()}
      />
    );
  }
  return <Opened requestId={requestId} request={own.request} reload={reload} />;
}

interface OpenedProps {
  readonly requestId: string;
  readonly request: FollowedRequest;
  readonly reload: () => Promise<void>;
}

function Opened({ requestId, request, reload }: OpenedProps) {
  const ask = useAsk();
  const { client } = useCore();
  const [pending, setPending] = useState(false);
  const [text, setText] = useUnsent(`own.${requestId}`);
  /** Failures stand at the head of the page, as all of this window do. */
  const run = async (action: () => Promise<boolean>): Promise<boolean> => {
    setPending(true);
    const done = await action();
    if (done) await reload();
    setPending(false);
    return done;
  };
  const judge = (verdict: UserVerdict) => run(() => ask(shellPage.ownJudge, { requestId, verdict }));
  const say = async (words: { messageId: string; text: string }) => {
    if (await run(() => ask(shellPage.ownAnswer, { requestId, ...words }))) setText((now) => afterSaid(now, words.text));
  };
  const maySay = userMay(request, Date.now()).say;
  return (
    <Stack gap="md">
      <RequestStep request={request} />
      <RequestVerdict request={request} now={Date.now()} pending={pending} failure={null} onVerdict={judge} newId={newId} />
      <Sharing requestId={requestId} request={request} reload={reload} />
      <RequestStory request={request} loadSheet={(article) => client.call(shellPage.ownArticle, { requestId, article })} />
      {maySay ? <FilesOfRequest requestId={requestId} request={request} reload={reload} /> : null}
      {maySay ? (
        <RequestAnswer
          text={text}
          onText={(typed) => setText(() => typed)}
          reopens={request.step === 'check-solution'}
          pending={pending}
          failure={null}
          onSay={(words) => void say(words)}
          newId={newId}
        />
      ) : null}
    </Stack>
  );
}
