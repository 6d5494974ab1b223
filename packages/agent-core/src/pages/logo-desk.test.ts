import { utf8 } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { deviceSocket, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const PICTURE = utf8('as small as a picture can be');
const FACTS = { sha256: webCrypto().sha256(PICTURE), mediaType: 'image/png', width: 300, height: 80 } as const;
const sent = (bytes = PICTURE) => ({ mediaType: FACTS.mediaType, base64url: Buffer.from(bytes).toString('base64url') });

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

async function told(): Promise<void> {
  const organisation = { ...(world.view?.organisation ?? expect.fail('no organisation')), logo: FACTS };
  world.serverSide.notify(deviceSocket.organisationChanged, { organisation, techniciansAvailable: 1 });
  await world.pass();
}
const shown = async () => (await world.settled(world.page.call(shellPage.logoRead, {}))).logo;

test('is fetched once, kept, and there when the server is not', async () => {
  let fetched = 0;
  world.serverSide.handle(deviceSocket.logoFetch, () => {
    fetched += 1;
    return sent();
  });
  expect(await shown()).toBeNull();
  await told();
  await told();
  const logo = { sha256: FACTS.sha256, ...sent() };
  expect(await shown()).toEqual(logo);
  expect(fetched).toBe(1);
  world.server.set(undefined);
  expect(await shown()).toEqual(logo);
  expect(await world.documents.read('logo')).toEqual(logo);
});

test('is none that has another hash than was told', async () => {
  world.serverSide.handle(deviceSocket.logoFetch, () => sent(utf8('another one')));
  await told();
  expect(await shown()).toBeNull();
  expect(await world.documents.read('logo')).toBeUndefined();
});
