import type { FollowedRequest } from '@alongside/protocol';
import { Skeleton, Stack } from '@mantine/core';
import { CrashPart } from '../crash/crash-part.tsx';
import { AddFile } from '../files/add-file.tsx';
import { RequestFiles } from '../files/request-files.tsx';
import { Sharing } from './sharing.tsx';
import { useOwnRequest } from './use-own-request.ts';

export interface FilesOfRequestProps {
  readonly requestId: string;
  readonly request: FollowedRequest;
  readonly reload: () => Promise<void>;
}

/** Files that go with a request, and what a program left. */
export function FilesOfRequest({ requestId, request, reload }: FilesOfRequestProps) {
  return (
    <Stack gap="sm">
      <CrashPart requestId={requestId} request={request} onChanged={reload} />
      <RequestFiles requestId={requestId} files={request.files} onChanged={reload} />
      <AddFile requestId={requestId} onSent={reload} />
    </Stack>
  );
}

/** Of a request that is open: what its user is asked, and its files. Nothing while the server is away. */
export function OpenMatters({ requestId }: { readonly requestId: string }) {
  const { own, reload } = useOwnRequest(requestId);
  // The room of the button that is always there: what stands below must not move while somebody aims at it.
  if (own.state === 'loading') return <Skeleton h="var(--button-height)" w="12rem" aria-hidden />;
  if (own.state === 'failed') return null;
  return (
    <>
      <Sharing requestId={requestId} request={own.request} reload={reload} />
      <FilesOfRequest requestId={requestId} request={own.request} reload={reload} />
    </>
  );
}
