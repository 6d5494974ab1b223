import { AppError, Observable } from '@alongside/base';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { DeskState } from '../desk/desk-state.ts';
import { readAnew, readAnewOnline } from './read-anew.ts';

const KEY = ['ticket', 'ticket-0001'];

/** Somebody who looks at what a server has; its answers are of the moment when it was asked, and wait to be let go. */
function reading() {
  const queries = new QueryClient();
  const answers: (() => void)[] = [];
  const server = { has: 'open' };
  const queryFn = () => {
    const { has } = server;
    return new Promise<string>((resolve) => answers.push(() => resolve(has)));
  };
  const observer = new QueryObserver(queries, { queryKey: KEY, queryFn });
  const stop = observer.subscribe(() => undefined);
  return { queries, server, answers, observer, stop };
}

test('news while it is read for the first time are not lost to the answer of before', async () => {
  const { queries, server, answers, observer, stop } = reading();
  server.has = 'solved';
  const anew = Promise.all([readAnew(queries, KEY), readAnew(queries, KEY)]);
  answers[0]?.();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await anew;
  expect([observer.getCurrentResult().data, answers.length]).toEqual(['solved', 2]);
  stop();
});

test('what was read already is read once more, and no oftener', async () => {
  const { queries, server, answers, observer, stop } = reading();
  answers[0]?.();
  await expect.poll(() => observer.getCurrentResult().data).toBe('open');
  server.has = 'solved';
  const anew = readAnew(queries, KEY);
  answers[1]?.();
  await anew;
  expect([observer.getCurrentResult().data, answers.length]).toEqual(['solved', 2]);
  stop();
});

test('what happened before the socket was there, or while it was away, is not lost to a first read that was under way', async () => {
  const { queries, server, answers, observer, stop } = reading();
  const state = new Observable<DeskState>({ state: 'connecting', attempt: 0 });
  const subscription = readAnewOnline({ state }, queries, KEY);
  server.has = 'solved';
  const online = { state: 'online', clockOffsetMs: 0 } as DeskState;
  state.set(online);
  answers[0]?.();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await expect.poll(() => observer.getCurrentResult().data).toBe('solved');
  state.set({ state: 'waiting', attempt: 1, retryAt: 0, error: new AppError('rpc.closed', 'away') });
  server.has = 'closed';
  state.set({ ...online });
  await expect.poll(() => answers.length).toBe(3);
  answers[2]?.();
  await expect.poll(() => observer.getCurrentResult().data).toBe('closed');
  subscription.dispose();
  stop();
});
