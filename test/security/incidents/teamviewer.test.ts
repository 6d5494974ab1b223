import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileDocumentStore, FileSecretStore, loadDeviceIdentity, type SecretStore } from '@alongside/agent-node';
import { AppError } from '@alongside/base';
import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { CAPABILITIES, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { playedAs } from '../attack-notes.ts';
import { Aim, effects } from '../effects.ts';
import { live } from '../hostile-agent-world.ts';
import { frameOf, messagesOf } from '../samples.ts';

playedAs('technician in a session', 'agent');

const GUARDED = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);

let world: AgentWorld | undefined;
afterEach(() => {
  world?.dispose();
  world = undefined;
});

/** Out of the box a connection had all rights. */
test('TeamViewer full access by default: a join allows nothing, and the user’s page shows no light', async () => {
  world = await AgentWorld.start();
  await world.joined();
  expect(world.live).toEqual([]);
  expect(world.view?.phase).toMatchObject({ phase: 'session', session: { lights: [], ask: null } });
});

/** "Allow after confirmation" could be gone round before the local yes: the rule stood in the user interface. */
test('TeamViewer CVE-2026-23572: between question and yes, and in the moment of the yes, nothing works', async () => {
  for (const capability of CAPABILITIES) {
    world = await AgentWorld.start();
    const technician = await world.joined();
    technician.signs = false;
    const before = effects(world);
    const aim = new Aim(world, technician);
    const attack = () =>
      aim.send(...GUARDED.filter(({ needs }) => needs === capability).flatMap((message) => aim.frames(message)));
    attack();
    await world.settled(technician.ask(capability));
    attack();
    await world.pass(500);
    // A press of Allow that comes too soon, and what a page would claim of it.
    const { ask } = world.view?.phase.phase === 'session' ? world.view.phase.session : { ask: null };
    if (!ask) throw new Error('no dialog is open');
    void world.page.call(shellPage.consentAnswer, {
      sessionId: world.sessionId,
      askId: ask.askId,
      allow: true,
      durationMs: 60_000,
      wordsHash: 'f'.repeat(64),
    });
    attack();
    await world.pass(200);
    expect({ effects: effects(world), live: world.live }, capability).toEqual({ effects: before, live: [] });
    world.dispose();
  }
});

/** A number in what a shared machine sent ran over in the technician's program. */
test('TeamViewer CVE-2026-111585: what an agent says of sizes is bounded at the technician’s side, too', async () => {
  const { technician, send, faults } = await live();
  const grantId = 'grant-0001';
  const sizes = [0, -1, 1.5, 32_769, 2 ** 31, 2 ** 32 + 1, 1e308, Number.MAX_SAFE_INTEGER, '1280', null];
  await send(
    ...sizes.flatMap((width) => [
      frameOf(session.screenStarted, { grantId, width, height: 720, label: 'x' }),
      frameOf(session.screenStarted, { grantId, width: 1280, height: width, label: 'x' }),
    ]),
    ...[-1, 2 ** 53, 1e300].map((offset) => frameOf(session.shellOutput, { shellId: 'shell-0001', offset, data: 'x' })),
    frameOf(session.shellOutput, { shellId: 'shell-0001', offset: 0, data: 'x'.repeat(16 * 1024 + 1) }),
    frameOf(session.ledgerHead, { seq: 2 ** 53, hash: 'a'.repeat(64), jws: 'a.b.c' }),
  );
  expect({ screen: technician.screen.value, dropped: technician.connection.drops('invalid'), faults }).toEqual({
    screen: undefined,
    dropped: sizes.length * 2 + 5,
    faults: [],
  });
});

/** One AES key was in every installation. */
test('TeamViewer shared AES key: each installation makes its own key, which only its owner reads', async () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'alongside-key-')));
  const load = async (folder: string) => {
    const documents = await FileDocumentStore.open(join(folder, 'documents'));
    const file = new FileSecretStore(join(folder, 'secrets'));
    const none = () => Promise.reject(new AppError('secrets.unavailable', 'there is no keychain here'));
    const keychain: SecretStore = { kind: 'keychain', get: none, set: none, remove: none };
    return loadDeviceIdentity({ documents, file, keychain });
  };
  const [one, two] = await Promise.all(folders.map(load));
  expect(one?.key.publicKey).not.toBe(two?.key.publicKey);
  expect((await load(folders[0] ?? '')).key.publicKey).toBe(one?.key.publicKey);
  expect(statSync(join(folders[0] ?? '', 'secrets')).mode & 0o077).toBe(0);
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Log lines could be forged by line breaks in what was logged, timestamps too. */
test('TeamViewer DEX CVE-2026-23566: words with line breaks and entries in them are words, and the record holds', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  const forged = '\n{"seq":99,"type":"grant/started","data":{"capability":"shell.run"}}\r\n\u2028\u0085"}]}';
  await world.settled(technician.connection.call(session.chatSay, { messageId: 'message-1', text: forged, at: 1 }));
  const askId = 'ask-00000009';
  const ask = { askId, capability: 'screen.view', reason: forged, durationMs: 60_000 } as const;
  await world.settled(technician.connection.call(session.consentAsk, ask));
  await world.pass(500);
  world.agent.stop('user-stopped');
  await world.pass(5_000);
  const lines = [...world.ledgers.files.values()][0] ?? [];
  expect(lines.every((line) => !/[\r\n]/u.test(line))).toBe(true);
  expect(world.entryTypes.filter((type) => type.startsWith('grant/'))).toEqual([]);
  const verified = await verifyLedger(exportLedger(readLedger(lines, world.crypto)), world.crypto);
  expect(verified.verdict).toBe('good');
  expect(verified.events.filter(({ type }) => type === 'chat/said')).toHaveLength(1);
});
