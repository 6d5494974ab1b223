import { AppError, type SigningKey } from '@alongside/base';
import { http } from '@alongside/protocol';
import { webSocketTransport } from '@alongside/rpc';
import { useTexts } from '@alongside/ui';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { ConfirmProvider } from '../account/confirm.tsx';
import { registerKey } from '../identity/register-key.ts';
import { TellNow } from '../notices/tell-now.tsx';
import { PracticeGuide } from '../practice/practice-guide.ts';
import { openLiveSession } from '../session/live-session.ts';
import { SessionBook } from '../session/session-book.ts';
import { type Services, ServicesProvider, useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { DeskClient } from './desk-client.ts';
import { type Desk, DeskContextProvider } from './desk-context.ts';
import { DeskLayout } from './desk-layout.tsx';
import { openWebSocket } from './open-web-socket.ts';
import { PlainLayout } from './plain-layout.tsx';

const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }));

type User = NonNullable<z.infer<typeof http.me.result>['user']>;

export interface DeskRootProps {
  readonly user: User;
  readonly organisationName: string;
}

/** The desk of one signed-in person: socket, sessions and alerts live as long as this does. */
export function DeskRoot({ user, organisationName }: DeskRootProps) {
  const services = useServices();
  const queries = useQueryClient();
  const { t } = useTexts();
  // Another language is no reason to end what is live.
  const words = useRef(t);
  useEffect(() => {
    words.current = t;
  }, [t]);
  const [live, setLive] = useState<Pick<Desk, 'client' | 'sessions'>>();
  // Nor is another name or role: only another person is, or whether there is a place at the desk.
  const { id, name } = user;
  const hasPlace = user.permissions.includes('desk.connect');
  const ownName = useRef(name);
  ownName.current = name;
  useEffect(() => {
    const client = deskClient(services, id);
    const sessions = new SessionBook({
      ...services,
      client,
      ownName: () => ownName.current,
      unnamed: () => words.current('ticket.theUser'),
      join: (claim) => openLiveSession(claim, { ...services, client, identity: registeredKey(client) }),
    });
    const guide = new PracticeGuide(services.preferences.practice(id), client.queue, sessions.all);
    // Without a place at the desk there is no queue to listen to.
    if (hasPlace) client.start();
    setLive({ client, sessions });
    const back = () => client.retryNow();
    // A page that goes away ends its sessions now, not when the server has noticed (DESIGN 4: bye).
    const gone = () => sessions.leaveAll();
    window.addEventListener('online', back);
    window.addEventListener('pagehide', gone);
    return () => {
      window.removeEventListener('online', back);
      window.removeEventListener('pagehide', gone);
      guide.dispose();
      sessions.dispose();
      client.dispose();
    };
  }, [services, id, hasPlace]);
  const desk = useMemo<Desk | undefined>(
    () =>
      live && {
        ...live,
        user,
        signOut: async () => {
          live.sessions.leaveAll();
          await services.api.signOut();
          // What this person saw is not kept for the next one.
          queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
          await queries.invalidateQueries({ queryKey: ['me'] });
        },
      },
    [live, user, services, queries],
  );
  const own = useMemo(() => ({ ...services, preferences: services.preferences.ownedBy(user.id) }), [services, user.id]);
  if (desk === undefined) return null;
  return (
    <ServicesProvider value={own}>
      <DeskContextProvider value={desk}>
        <TellNow desk={desk} />
        <SignedOutWatch desk={desk} />
        <ConfirmProvider>
          {hasPlace ? (
            <DeskLayout organisationName={organisationName}>
              <Outlet />
            </DeskLayout>
          ) : (
            <PlainLayout organisationName={organisationName}>
              <Suspense>
                <SettingsPage />
              </Suspense>
            </PlainLayout>
          )}
        </ConfirmProvider>
      </DeskContextProvider>
    </ServicesProvider>
  );
}

/** The sign-in ended elsewhere, or does not suffice any more: back to the first page. */
function SignedOutWatch({ desk }: { readonly desk: Desk }) {
  const queries = useQueryClient();
  const state = useObservable(desk.client.state);
  const isOver = state.state === 'signed-out' || (state.state === 'waiting' && state.error.code === 'auth.factor-missing');
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['me'] });
  }, [isOver, queries]);
  return null;
}

/** A claim goes over a connection, which was made with the key. */
function registeredKey(client: DeskClient): SigningKey {
  if (client.registered === undefined) throw new AppError('auth.key-mismatch', 'no key is registered yet');
  return client.registered.key;
}

function deskClient(services: Services, userId: string): DeskClient {
  const { api, keys, clock, random, logger } = services;
  return new DeskClient({
    clock,
    random,
    logger,
    registerKey: () => registerKey(api, keys, userId),
    socketToken: async () => (await api.callRoute(http.socketToken, { body: {} })).token,
    openTransport: async () => webSocketTransport(await openWebSocket('/ws/console', clock)),
  });
}
