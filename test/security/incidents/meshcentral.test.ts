import { CAPABILITIES, consoleSocket, deviceSocket, linkPage, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { startTestServer } from '../../fixtures/server.ts';
import { playedAs } from '../attack-notes.ts';
import { Aim, effects } from '../effects.ts';
import { frameOf, messagesOf, samplesOf } from '../samples.ts';
import { shippedSources } from '../shipped-sources.ts';

playedAs('technician in a session', 'server', 'another site’s page');

let world: AgentWorld | undefined;
afterEach(() => {
  world?.dispose();
  world = undefined;
});

/** Its prompt could be told to accept when 30 seconds had passed, or when nobody was there. */
test('MeshCentral auto-accept on time-out: silence is a no at both doors, with the page there or gone', async () => {
  world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer();
  await world.pass(180_000);
  expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [false], opened: 0 });
  world.dispose();

  world = await AgentWorld.start();
  const technician = await world.joined();
  for (const capability of CAPABILITIES) await world.settled(technician.ask(capability));
  world.pages.shell?.close('nobody is there');
  await world.pass(CAPABILITIES.length * 125_000);
  expect(technician.outcomes.filter(({ outcome }) => outcome === 'granted' || outcome === 'allowed')).toEqual([]);
  expect(world.live).toEqual([]);
});

/** "Auto accept all connections for next 5 minutes" to a desktop prompt opened terminal and files, too. */
test('MeshCentral five-minute tick: a yes to the screen, however long, leaves every other question to be asked', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view', 8 * 60 * 60 * 1000);
  for (const capability of CAPABILITIES.filter((other) => other !== 'screen.view')) {
    const askId = await world.settled(technician.ask(capability));
    expect(world.live).toEqual(['screen.view']);
    // Not even where the page answers with the yes that it gave before.
    void world.page.call(shellPage.consentAnswer, {
      sessionId: world.sessionId,
      askId,
      allow: true,
      durationMs: 600_000,
      wordsHash: world.crypto.sha256(''),
    });
    await world.pass(100);
    expect(world.live).toEqual(['screen.view']);
    await world.answer(false);
  }
});

/** `runcommands` ran commands as agent or user with no look at consent. */
test('MeshCentral runcommands: no message that works without a grant does anything to the machine', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  const free = messagesOf(contract(session), 'technician').filter(({ needs }) => needs === undefined);
  const before = effects(world);
  const aim = new Aim(world, technician);
  for (const message of free.filter(({ method }) => method !== 'session/bye')) {
    aim.send(...aim.frames(message, 8));
    await world.pass(100);
  }
  await world.pass(3_000);
  expect({ effects: effects(world), live: world.live }).toEqual({ effects: before, live: [] });
});

/** `consentAautoAcceptIfFileNoUser` was spelt so on one side alone, and did nothing. */
test('MeshCentral misspelt consent option: every object on every wire is closed, so that a wrong name is refused', () => {
  const open: string[] = [];
  const walk = (shape: unknown, where: string): void => {
    if (typeof shape !== 'object' || shape === null) return;
    const { properties, additionalProperties } = shape as { properties?: object; additionalProperties?: unknown };
    if (properties !== undefined && additionalProperties !== false) open.push(where);
    for (const [name, inner] of Object.entries(shape)) walk(inner, `${where}.${name}`);
  };
  for (const group of [session, deviceSocket, consoleSocket, shellPage, linkPage]) {
    for (const message of contract(group).values()) {
      walk(z.toJSONSchema(message.params, { io: 'input', unrepresentable: 'any' }), message.method);
      if (message.kind === 'request') {
        walk(z.toJSONSchema(message.result, { io: 'input', unrepresentable: 'any' }), `${message.method} (answer)`);
      }
    }
  }
  expect(open).toEqual([]);
});

/** Which prompts are shown was a sum of flags that the server computed and sent. */
test('MeshCentral consent flags from the server: whatever it says beside an offer, the user is asked', async () => {
  world = await AgentWorld.start();
  await world.requestHelp();
  const technician = { id: 'user-0000001', name: 'Tomke', publicKey: world.technicianKey.publicKey };
  const offer = { sessionId: 'session-000001', requestId: world.requestId, technician, iceServers: [] };
  for (const more of [{ consent: 0 }, { autoAccept: true }, { accepted: true }, { flags: 64 }, { localConsent: false }]) {
    world.raw.server?.send(frameOf(deviceSocket.joinOffered, { ...offer, ...more }));
    world.raw.server?.send(frameOf(deviceSocket.joinOffered, { ...offer, technician: { ...technician, ...more } }));
  }
  await world.pass(200);
  expect(world.view?.phase.phase).toBe('waiting');
  await world.offer();
  await world.pass(60_000);
  expect({ phase: world.view?.phase.phase, opened: world.network.opened }).toEqual({ phase: 'join', opened: 0 });
});

/** Any site could open its control socket with the admin's cookie, `SameSite=Lax` notwithstanding, and read its keys. */
test('MeshCentral CVE-2024-26135: a socket that another site opens with the admin’s cookie is refused, and a cookie is no token', async () => {
  const server = await startTestServer();
  const { cookie } = server.admin;
  const port = Number(new URL(server.address).port);
  for (const origin of ['https://evil.example', 'null', `http://localhost:${port + 1}`, `${server.address}.evil.example`, '']) {
    const opened = server.openSocket('/ws/console', { cookie, ...(origin === '' ? {} : { origin }) });
    await expect(opened, origin).rejects.toThrow(/refused with 403/u);
  }
  // The right page, the cookie, and a proof without a token: closed at once.
  const socket = await server.openSocket('/ws/console', { cookie, origin: server.address });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.send(frameOf(consoleSocket.consoleAuthenticate, samplesOf(consoleSocket.consoleAuthenticate.params, 1)[0]));
  await closed;
  await server.close();
});

/** Its agent checked no certificate. */
test('MeshCentral CVE-2023-51837: nothing that is shipped looks away from a certificate, but to fetch one by its hash or to say who made it', () => {
  const away = /rejectUnauthorized: false|TLS_REJECT_UNAUTHORIZED = |insecureHTTPParser|checkServerIdentity: \(\) =>/gu;
  const found = shippedSources().flatMap(({ file, text }) => [...text.matchAll(away)].map(([what]) => `${file}: ${what}`));
  expect(found).toEqual([
    'packages/agent-node/src/host/server-connection.ts: rejectUnauthorized: false',
    // The check `net.tls`: it looks at what is shown, and leaves.
    'packages/agent-node/src/probes/node-network-tools.ts: rejectUnauthorized: false',
  ]);
});
