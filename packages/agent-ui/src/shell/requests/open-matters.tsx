import type { FollowedRequest } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Skeleton, Stack } from '@mantine/core';
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

/** Room for what each open request has here: what stands below must not move while somebody aims at it. */
function AlwaysThere() {
  const { t } = useTexts();
  return (
    <Skeleton w="fit-content" aria-hidden inert>
      <Stack gap="sm" align="flex-start">
        <div>
          <Anchor component="span" size="sm">
            {t('crash.begin')}
          </Anchor>
        </div>
        <Button variant="default">{t('files.add')}</Button>
      </Stack>
    </Skeleton>
  );
}

/** Of a request that is open: what its user is asked, and its files. Nothing while the server is away. */
export function OpenMatters({ requestId }: { readonly requestId: string }) {
  const { own, reload } = useOwnRequest(requestId);
  if (own.state === 'loading') return <AlwaysThere />;
  if (own.state === 'failed') return null;
  return (
    <>
      <Sharing requestId={requestId} request={own.request} reload={reload} />
      <FilesOfRequest requestId={requestId} request={own.request} reload={reload} />
    </>
  );
}
