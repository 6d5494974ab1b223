import { AppError } from '@alongside/base';
import { deviceSocket, MAX_OFFLINE_UNITS, type OfflineArticle, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const article = (id: string, version = 1, more: Partial<OfflineArticle> = {}): OfflineArticle => ({
  id,
  version,
  title: `About ${id}, ${version}`,
  category: 'devices',
  locale: 'de',
  visibility: 'customer',
  systems: ['linux'],
  lastChecked: '2026-11-29',
  checkedHow: 'Not tried on any system.',
  words: [],
  body: 'Feed it.',
  ...more,
});

let world: AgentWorld;
/** What the server has, and what was asked of it. */
let articles: OfflineArticle[];
let asked: string[][];
beforeEach(async () => {
  world = await AgentWorld.start();
  articles = [];
  asked = [];
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

/** The server is met again. */
async function connect(etag: string, withdrawn: string[] = []): Promise<void> {
  world.serverSide.handle(deviceSocket.offlineList, ({ known }) => ({
    etag,
    list: known === etag ? null : { articles: articles.map(({ id, version }) => ({ id, version })), withdrawn },
  }));
  world.serverSide.handle(deviceSocket.offlineRead, ({ ids }) => {
    asked.push(ids);
    return articles.filter(({ id }) => ids.includes(id));
  });
  const { connection } = world.server;
  world.server.set(undefined);
  world.server.set(connection);
  await world.pass(50);
}
const shown = async (offset = 0) => world.settled(world.page.call(shellPage.articlesOwn, { offset }));
const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)];

test('the organisation’s articles are fetched once, kept, and there while the server is away', async () => {
  articles = ['labels', 'scanner', 'till', 'door'].map((id) => article(id));
  const told: unknown[] = [];
  world.page.on(shellPage.articlesChanged, () => void told.push('changed'));
  await connect(ONE, ['printer-offline']);
  expect(asked).toEqual([['labels', 'scanner', 'till'], ['door']]);
  expect(told).toEqual(['changed']);
  world.server.set(undefined);
  expect(await shown()).toMatchObject({ etag: ONE, total: 4, withdrawn: ['printer-offline'], articles: articles.slice(0, 3) });
  expect((await shown(3)).articles).toEqual([articles[3]]);
  const again = await AgentWorld.start(new Map(), { documents: { 'own-articles': await world.documents.read('own-articles') } });
  expect(await again.settled(again.page.call(shellPage.articlesOwn, { offset: 0 }))).toMatchObject({ total: 4 });
  again.dispose();
  await connect(ONE);
  expect(asked).toHaveLength(2);
});

test('what changed is fetched anew, what is withdrawn is gone, and nothing that was not asked for is taken', async () => {
  articles = [article('labels'), article('till')];
  await connect(ONE);
  articles = [article('labels', 2)];
  world.serverSide.handle(deviceSocket.offlineRead, () => [article('labels', 2), article('uninvited')]);
  await connect(TWO);
  expect((await shown()).articles).toEqual([article('labels', 2)]);
});

test('what was there stays where the list cannot be read whole', async () => {
  articles = [article('labels')];
  await connect(ONE);
  articles = [article('labels', 2), article('till')];
  world.serverSide.handle(deviceSocket.offlineRead, () => Promise.reject(new AppError('article.not-found', '')));
  const { connection } = world.server;
  world.serverSide.handle(deviceSocket.offlineList, () => ({
    etag: TWO,
    list: { articles: articles.map(({ id, version }) => ({ id, version })), withdrawn: [] },
  }));
  world.server.set(undefined);
  world.server.set(connection);
  await world.pass(50);
  expect(await shown()).toMatchObject({ etag: ONE, articles: [article('labels')] });
});

test('more than there is room for is left out', async () => {
  const body = 'x'.repeat(16_000);
  articles = Array.from({ length: 140 }, (_, at) => article(`long-${at}`, 1, { body }));
  await connect(ONE);
  const { total } = await shown();
  expect(total).toBeLessThan(140);
  expect(total * 16_000).toBeLessThan(MAX_OFFLINE_UNITS);
});
