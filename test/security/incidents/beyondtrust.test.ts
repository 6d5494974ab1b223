import { once } from 'node:events';
import { consoleSocket, deviceSocket, http, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { startTestServer, type TestServer } from '../../fixtures/server.ts';
import { playedAs } from '../attack-notes.ts';
import { effects } from '../effects.ts';
import { frameOf, messagesOf, samplesOf } from '../samples.ts';
import { shippedSources } from '../shipped-sources.ts';

playedAs('nobody', 'unproven socket', 'link frame', 'server');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const METACHARACTERS = [
  '$(touch /tmp/x)',
  '`id`',
  '; id',
  '| id',
  '&& id',
  "'; id; '",
  '\n id',
  '%0aid',
  '$IFS id',
  '-e id',
  '--help',
];

/** What came before the sign-in reached a shell: commands were run by whoever could reach the server. */
test('BeyondTrust CVE-2024-12356: nothing that is shipped gives a shell words to read but its own', () => {
  // `exec` of node:child_process, `shell: true`, and `sh -c` with something put into it.
  const shells = /\bexecSync\(|[^.\w]exec\(|shell: true|'-c',\s*`/u;
  const found = shippedSources().filter(({ text }) => /node:child_process/u.test(text) && shells.test(text));
  expect(found.map(({ file }) => file)).toEqual([]);
});

/** A WebSocket that was not signed in to evaluated what its first message said. */
test('BeyondTrust CVE-2026-1731: a socket’s first message is its proof or its end, whatever its texts try', async () => {
  for (const [path, prove, place] of [
    ['/ws/device', deviceSocket.deviceProve, 'agentVersion'],
    ['/ws/console', consoleSocket.consoleAuthenticate, 'token'],
  ] as const) {
    const [sample] = samplesOf(prove.params, 1);
    for (const text of METACHARACTERS) {
      const socket = await server.openSocket(path, path === '/ws/console' ? { origin: server.address } : {});
      const closed = once(socket, 'close');
      socket.send(frameOf(prove, { ...(sample as object), [place]: text }, 1));
      await closed;
    }
  }
});

/** What answers somebody who has not signed in: by a link's token, a device's signature, or a proof of who it is. */
const OPEN = [
  'deviceAttach',
  'deviceCrashFile',
  'deviceDropRecord',
  'deviceKeepRecord',
  'enroll',
  'followAttach',
  'followDetach',
  'followFile',
  'followPackage',
  'followRead',
  'followSay',
  'followSheet',
  'followVerdict',
  'iceCheck',
  'invitationAccept',
  'invitationRead',
  'logo',
  'me',
  'passwordForgotten',
  'setup',
  'signInFactor',
  'signInPasskey',
  'signInPasskeyOptions',
];

/** Routes before the sign-in were the way in, again and again. */
test('BeyondTrust CVE-2026-40138: what answers before a sign-in is little, and gives nothing for a guess', async () => {
  const open = Object.entries(http).flatMap(([name, route]) =>
    typeof route === 'object' && 'access' in route && route.access === 'anyone' ? [[name, route as http.Route] as const] : [],
  );
  expect(open.map(([name]) => name).sort()).toEqual(OPEN);
  const changing = open.filter(([, { method }]) => method !== 'GET');
  expect(changing.map(([name]) => name)).toEqual(expect.arrayContaining(['setup', 'enroll', 'invitationAccept']));
  for (const [name, route] of changing) {
    for (const sample of samplesOf(route.body, 3)) {
      const { status, result } = await server.call(route, { body: sample });
      // A challenge is a random number; it says of nobody that they have an account or a passkey.
      if (route.path === http.signInPasskeyOptions.path)
        expect(JSON.stringify(result)).not.toMatch(/allowCredentials|user(?:Id|Name)/u);
      else expect({ name, status: status >= 400, result }).toEqual({ name, status: true, result: undefined });
    }
  }
});

/** An internal message was believed whoever had sent it. */
test('BeyondTrust CVE-2026-102764: the user’s yes counts from the user’s page alone, not from frame, server or technician', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const askId = await world.settled(technician.ask('shell.run'));
  const words = 'May Tomke run commands?';
  world.page.notify(shellPage.dialogVisible, { sessionId: world.sessionId, dialogId: askId, visible: true, words });
  await world.pass(1_500);
  const before = effects(world);
  const yes = frameOf(
    shellPage.consentAnswer,
    { sessionId: world.sessionId, askId, allow: true, durationMs: 600_000, wordsHash: world.crypto.sha256(words) },
    77,
  );
  world.raw.link?.send(yes);
  world.raw.server?.send(yes);
  technician.link.transport.send(yes);
  for (const message of messagesOf(contract(shellPage), 'page')) {
    for (const sample of samplesOf(message.params, 2)) technician.link.transport.send(frameOf(message, sample, 88));
  }
  await world.pass(500);
  expect({ live: world.live, effects: effects(world), asked: world.agent.session?.consent.dialog?.askId }).toEqual({
    live: [],
    effects: before,
    asked: askId,
  });
  expect(new Set(world.drops)).toEqual(new Set(['unknown']));
  expect(contract(session).has('consent/answer')).toBe(false);
  world.dispose();
});
