import { toAppError } from '@alongside/base';
import { type FollowedRequest, shellPage, type UserVerdict } from '@alongside/protocol';
import { RequestSharing } from '@alongside/ui';
import { useState } from 'react';
import { useAsk, useCore } from '../core/core-context.tsx';

interface SharingProps {
  readonly requestId: string;
  readonly request: FollowedRequest;
  readonly reload: () => Promise<void>;
}

/** Whether somebody from outside may have a part of it. */
export function Sharing({ requestId, request, reload }: SharingProps) {
  const ask = useAsk();
  const { client, setFailure } = useCore();
  const [pending, setPending] = useState(false);
  const judge = async (verdict: UserVerdict): Promise<boolean> => {
    setPending(true);
    const done = await ask(shellPage.ownJudge, { requestId, verdict });
    if (done) await reload();
    setPending(false);
    return done;
  };
  const read = async () => {
    try {
      return await client.call(shellPage.ownShared, { requestId });
    } catch (thrown) {
      // Failures stand at the head of the page, as all of this window do.
      setFailure(toAppError(thrown));
      return undefined;
    }
  };
  return <RequestSharing request={request} pending={pending} failure={null} onVerdict={judge} read={read} />;
}
