import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { DeskRoot } from '../desk/desk-root.tsx';
import { FollowPage } from '../follow/follow-page.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { EntryFrame } from './entry-frame.tsx';
import { type FragmentLink, takeFragmentLink } from './fragment-link.ts';
import { InvitePage } from './invite-page.tsx';
import { SetupPage } from './setup-page.tsx';
import { SignInPage } from './sign-in-page.tsx';

function EntrySkeleton() {
  const { t } = useTexts();
  return (
    <EntryFrame title={t('app.name')}>
      <Skeleton height={160} aria-busy="true" />
    </EntryFrame>
  );
}

/** Who is here decides what is shown: a one-time link, signing in, or the desk. */
export function ConsoleRoot({ link: initialLink }: { readonly link: FragmentLink | undefined }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const [link, setLink] = useState(initialLink);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => api.callRoute(http.me),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: link?.kind !== 'follow',
  });
  useEffect(() => {
    // A link that is opened in a tab that is here already changes only the fragment.
    const handle = () => {
      const opened = takeFragmentLink(window.location, window.history);
      if (opened !== undefined) setLink(opened);
    };
    window.addEventListener('hashchange', handle);
    return () => window.removeEventListener('hashchange', handle);
  }, []);
  const leaveLink = () => {
    setLink(undefined);
    void queries.invalidateQueries({ queryKey: ['me'] });
  };
  if (link?.kind === 'setup') return <SetupPage key={link.token} token={link.token} onDone={leaveLink} />;
  if (link?.kind === 'invite') return <InvitePage key={link.token} token={link.token} onDone={leaveLink} />;
  if (link?.kind === 'follow') return <FollowPage key={link.token} token={link.token} />;
  if (me.data === undefined) {
    return me.error === null ? (
      <EntrySkeleton />
    ) : (
      <EntryFrame title={t('app.name')}>
        <Failure error={me.error} onRetry={() => void me.refetch()} />
      </EntryFrame>
    );
  }
  const { user, setupNeeded, organisationName, mail } = me.data;
  if (user === null) return <SignInPage organisationName={organisationName} setupNeeded={setupNeeded} canMail={mail} />;
  return <DeskRoot key={user.id} user={user} organisationName={organisationName} />;
}
