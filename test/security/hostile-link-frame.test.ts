import { consoleSocket, deviceSocket, linkPage, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { fingerprintOf, promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { effects } from './effects.ts';
import { frameOf, messagesNotOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('link frame');

/**
 * A link frame that was taken over: it carries the frames of the link, so it sees and sends what live grants allow, and
 * can drop it. It cannot grant, prolong, start a shell or write to the record (DESIGN 2).
 */

const CONTRACT = contract(linkPage);
const THEIRS = messagesOf(CONTRACT, 'page');

let world: AgentWorld;

afterEach(() => {
  forged = 0;
  expect(world.faults).toEqual([]);
  world.dispose();
});

const send = (...frames: readonly string[]) => {
  for (const frame of frames) world.raw.link?.send(frame);
};

/** Puts a message into the live link as if the technician had said it: the frame sees the plain text and its numbers. */
async function forge(message: string): Promise<void> {
  const last = Math.max(0, ...world.frame.heard.map((frame) => Number(/^d(\d+) /u.exec(frame)?.[1] ?? 0)));
  forged += 1;
  send(frameOf(linkPage.peerReceived, { epoch: 0, frame: `d${last + forged} 0 ${message}` }));
  await world.pass(0);
}
let forged = 0;

describe('messages of the user’s page', () => {
  test('are unknown on the link frame’s connection: nothing is granted, prolonged, stopped or answered', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 60_000);
    await world.settled(technician.ask('shell.run'));
    const before = effects(world);
    const entries = world.entryTypes.length;
    const foreign = [shellPage, session, deviceSocket, consoleSocket].flatMap((group) => [...contract(group).values()]);
    const unknown = foreign.filter(({ method }) => !CONTRACT.has(method));
    expect(unknown.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['consent/answer', 'grant/prolong', 'dialog/visible', 'join/decide', 'shell/open', 'ledger/entry']),
    );
    send(...unknown.map((message, at) => frameOf(message, samplesOf(message.params, 1)[0], 50 + at)));
    await world.pass(100);
    expect(world.pages.link?.drops('unknown')).toBe(unknown.length);
    expect(effects(world)).toEqual(before);
    expect({ live: world.live, entries: world.entryTypes.length }).toEqual({ live: ['screen.view'], entries });
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { ask: { capability: 'shell.run' } } });
  });

  test('and the other way round: the link’s are unknown on the user’s page', async () => {
    world = await AgentWorld.start();
    await world.joined();
    const own = contract(shellPage);
    const foreign = [linkPage, session, deviceSocket, consoleSocket].flatMap((group) => [...contract(group).values()]);
    const unknown = foreign.filter(({ method }) => !own.has(method));
    for (const [at, message] of unknown.entries()) {
      world.raw.shell?.send(frameOf(message, samplesOf(message.params, 1)[0], 50 + at));
    }
    await world.pass(100);
    expect(world.pages.shell?.drops('unknown')).toBe(unknown.length);
  });
});

describe.each(['link', 'shell'] as const)('a %s page that is broken', (page) => {
  test('has its frames counted and dropped, whatever they are', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    const before = effects(world);
    const known = page === 'link' ? CONTRACT : contract(shellPage);
    const frames = [
      ...NOISE.filter((frame) => !frame.startsWith('{"c"')),
      ...messagesNotOf(known, 'page').map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
      ...messagesOf(known, 'page').flatMap((message) =>
        spoiled(samplesOf(message.params, 1)[0] ?? null)
          .filter((params) => !message.params.safeParse(params).success)
          .map((params, at) => frameOf(message, params, 1_000 + at)),
      ),
    ];
    for (const frame of frames) world.raw[page]?.send(frame);
    await world.pass(200);
    const connection = world.pages[page];
    const reasons = ['malformed', 'oversize', 'unknown', 'wrong-side', 'invalid', 'stray-answer'] as const;
    expect(reasons.reduce((sum, reason) => sum + (connection?.drops(reason) ?? 0), 0)).toBe(frames.length);
    expect({ effects: effects(world), live: world.live }).toEqual({ effects: before, live: ['screen.view'] });
  });
});

test('nothing that the frame may say grants, opens or enters anything, in no phase', async () => {
  world = await AgentWorld.start();
  const say = async () => {
    const before = { ...effects(world), live: world.live, entries: world.entryTypes };
    for (const message of THEIRS) {
      // Closing the link and ending the picture are its own to do.
      const samples = samplesOf(message.params, 8).filter((sample) => !JSON.stringify(sample).includes('closed'));
      if (message !== linkPage.screenEnded) send(...samples.map((sample, at) => frameOf(message, sample, 70 + at)));
      await world.pass(20);
    }
    expect({ ...effects(world), live: world.live, entries: world.entryTypes }).toEqual(before);
  };
  await say();
  await world.requestHelp();
  await say();
  await world.offer();
  await say();
  world.technician();
  await world.decideJoin(true);
  await world.pass(500);
  await say();
});

test.each([
  { remote: fingerprintOf(0xbb) },
  { local: fingerprintOf(0xaa) },
  { local: fingerprintOf(0xaa), remote: fingerprintOf(0xaa) },
])('certificates that it makes up are not those that the technician signed: the link is burnt, %#', async (certificates) => {
  world = await AgentWorld.start();
  world.frame.certificates = certificates;
  await world.requestHelp();
  await world.offer();
  world.technician();
  await world.decideJoin(true);
  await world.pass(1_000);
  expect(world.agent.session?.linkState).toMatchObject({ state: 'failed', code: 'link.transcript' });
  expect(world.entryTypes).toEqual([]);
});

test('frames and states of other epochs are passed over', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'input.control');
  const frame = `d1 0 ${frameOf(session.sessionBye, { reason: 'finished' })}`;
  for (const epoch of [1, 2, 77, 100_000]) {
    send(
      frameOf(linkPage.peerReceived, { epoch, frame }),
      frameOf(linkPage.peerSignalled, { epoch, signal: { type: 'rebuild' } }),
      frameOf(linkPage.peerState, {
        epoch,
        state: { state: 'closed', reason: 'x', localCandidates: 0, remoteCandidates: 0 },
        bufferedBytes: 0,
      }),
    );
  }
  await world.pass(1_000);
  expect({ live: world.live, link: world.agent.session?.linkState.state }).toEqual({ live: ['input.control'], link: 'live' });
});

test('a technician’s message that it forges opens nothing without a grant', async () => {
  world = await AgentWorld.start();
  await world.joined();
  const before = effects(world);
  await forge(frameOf(session.shellOpen, { cols: 80, rows: 24 }, 99_999));
  expect(world.drops).toEqual(['refused']);
  expect(effects(world)).toEqual(before);
});

test('a countersignature that it forges starts no shell, even after the user’s yes', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  technician.signs = false;
  const heads: { seq: number; hash: string; jws: string }[] = [];
  technician.connection.on(session.ledgerHead, (head) => void heads.push(head));
  await world.granted(technician, 'shell.run');
  expect(heads.length).toBeGreaterThan(0);
  // The agent's own signature of each head, said to be the technician's; another's; none.
  for (const head of heads) {
    await forge(frameOf(session.ledgerCountersign, head));
    const other = await promptSigningKey('mallory').signJws(JSON.stringify(head));
    await forge(frameOf(session.ledgerCountersign, { ...head, jws: other }));
    await forge(frameOf(session.ledgerCountersign, { ...head, jws: `${head.jws.split('.').slice(0, 2).join('.')}.AAAA` }));
  }
  await world.pass(6_000);
  expect({ live: world.live, shells: world.shells.processes.length, drops: world.drops }).toEqual({
    live: [],
    shells: 0,
    drops: [],
  });
});

test('a frame that is thrown away or dies takes the picture with it, and the session only for as long as it is away', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  world.pages.setLink(undefined);
  await world.pass(0);
  expect(world.live).toEqual([]);
  expect(world.entryTypes).toContain('grant/ended');
});

test('a picture that the browser’s own bar ended is over for good, and asked for anew', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  send(frameOf(linkPage.screenEnded, {}));
  await world.pass(100);
  expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
  // The browser cannot take it up again behind the user's back.
  send(frameOf(linkPage.screenSize, { width: 10, height: 10 }), frameOf(linkPage.screenChanged, {}));
  await world.pass(100);
  expect({ live: world.live, lights: world.view?.phase }).toMatchObject({ live: [], lights: { session: { lights: [] } } });
});

test('a flood of frames ends the link', async () => {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  for (let at = 0; at < 30; at += 1) {
    send(...Array.from({ length: 1_000 }, () => frameOf(linkPage.peerReceived, { epoch: 0, frame: 'd1 0 {}' })));
    await world.pass(0);
  }
  expect({ end: world.agent.session?.end?.reason, live: world.live, capturing: world.frame.capturing }).toEqual({
    end: 'link-lost',
    live: [],
    capturing: false,
  });
});
