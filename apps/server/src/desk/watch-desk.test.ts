import type { SignalParams } from '@alongside/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Computer, type Page, SessionDeskWorld } from '../../../../test/fixtures/session-desk-world.ts';
import { offerOf, system, tess, tessPerson, tom, tomPerson, user } from '../../../../test/fixtures/ticket-events.ts';
import type { LiveSession } from './live-session.ts';
import { type BoardTicket, summary } from './ticket-board.ts';

/** Tess helped and handed over to Tom, who helps now. Zoe is another colleague. */
const person = (who: { id: string; name: string }, role: 'technician' | 'vendor' = 'technician') => ({
  ...who,
  role,
  tier: 2,
  outsideGroupIds: [],
});
const [TESS, TOM] = [person(tessPerson), person(tomPerson)];
const ZOE = person({ id: 'technician-zoe', name: 'Zoe' });
const TESS_KEY = 'key-of-tess';

let world: SessionDeskWorld;
let computer: Computer;
let tessPage: Page;
let tomPage: Page;
let ticketId: string;

beforeAll(async () => {
  world = await SessionDeskWorld.open();
  for (const { id, name } of [TESS, TOM, ZOE]) await world.person(id, name);
});
beforeEach(async () => {
  computer = world.computer();
  tessPage = world.page(TESS, TESS_KEY);
  tomPage = world.page(TOM);
  ticketId = await world.ticket();
});
afterEach(() => world.clear());
afterAll(() => world.close());

async function offered({ peer }: Page): Promise<LiveSession> {
  const actor = { kind: 'technician', id: peer.user.id, name: peer.user.name } as const;
  const ticket = await world.append(ticketId, actor, { type: 'claimed' });
  const session = await world.run(() => world.sessions.offer(peer, ticket));
  await world.settled();
  return session;
}

async function answer(session: LiveSession, accepted: boolean, end = computer): Promise<void> {
  await world.run(() => world.sessions.answer(end.peer, session.id, accepted));
  await world.settled();
}

async function joined(page: Page, end = computer): Promise<LiveSession> {
  const session = await offered(page);
  await answer(session, true, end);
  return session;
}

/** Tess helps, Tom accepts meanwhile, and the session ends for `reason`. */
async function handedOver(reason = 'technician-left', end = computer): Promise<LiveSession> {
  const session = await joined(tessPage, end);
  await world.append(ticketId, tess, { type: 'handover-offered', offer: offerOf() });
  await world.append(ticketId, tom, { type: 'handover-accepted', handoverId: offerOf().handoverId });
  if (reason === 'technician-left') await world.run(() => world.sessions.leave(session, tess));
  else await world.run(() => world.sessions.endedByDevice(end.peer, { sessionId: session.id, reason, head: null }));
  return session;
}

async function live(): Promise<LiveSession> {
  await handedOver();
  return joined(tomPage);
}

const watch = async ({ peer }: Page) => {
  const session = await world.run(() => world.watching.offer(peer, ticketId));
  await world.settled();
  return session;
};
const watching = async () => {
  const session = await watch(tessPage);
  await answer(session, true);
  return session;
};
const ended = async (session: LiveSession, reason: string, head: { seq: number; hash: string } | null = null) => {
  await world.run(() => world.sessions.endedByDevice(computer.peer, { sessionId: session.id, reason, head }));
  await world.settled();
};
const rowOf = async ({ id }: LiveSession) => (await world.stores.sessions.find(world.organisationId, id))?.state;
/** All of a ticket that other people see, without when it was touched last. */
const standing = () => {
  const { ticket, row, state, callBack }: BoardTicket = world.boardTicket(ticketId);
  return { state, callBack, requester: row.requester, ticket: { ...ticket, updatedAt: 0 }, places: [...world.board.places()] };
};
const handedOverBy = () => summary(world.boardTicket(ticketId), { name: 'LT-1', online: true }).handedOverBy;

describe('whoever handed over', () => {
  it('asks to watch by a session of their own, which its entries alone tell of', async () => {
    const helping = await live();
    const before = standing();
    expect(handedOverBy()).toBe(TESS.id);
    const session = await watch(tessPage);
    expect(computer.heard('join/offered').at(-1)).toMatchObject({
      sessionId: session.id,
      requestId: helping.requestId,
      technician: { id: TESS.id },
      watches: helping.id,
    });
    expect(world.sessions.ofTicket(ticketId)).toBe(helping);
    expect(world.sessions.watchedBy(session)).toBe(helping);
    await answer(session, true);
    expect(tessPage.heard('join/answered').at(-1)).toEqual({ sessionId: session.id, answer: 'accepted' });
    expect((await world.entries(ticketId)).at(-1)).toEqual({ type: 'watch-joined', sessionId: session.id, person: tessPerson });
    await world.run(() => world.sessions.leave(session, tess));
    expect((await world.entries(ticketId)).at(-1)).toMatchObject({
      type: 'watch-ended',
      sessionId: session.id,
      person: tessPerson,
      reason: 'technician-left',
    });
    expect(standing()).toEqual(before);
    expect(helping.state).toBe('joined');
    expect([await rowOf(session), await rowOf(helping)]).toEqual(['ended', 'joined']);
    // And may ask again.
    expect((await watch(tessPage)).id).not.toBe(session.id);
  });

  it('is sent away by a no, and the ticket stays as it was', async () => {
    const helping = await live();
    const before = standing();
    const session = await watch(tessPage);
    await answer(session, false);
    expect(tessPage.heard('join/answered').at(-1)).toEqual({ sessionId: session.id, answer: 'declined' });
    expect([await rowOf(session), helping.state, standing()]).toEqual(['declined', 'joined', before]);
  });

  it('stops asking after five minutes by its own time, also across a restart', async () => {
    await live();
    const session = await watch(tessPage);
    const before = standing();
    await world.settled(4 * 60_000);
    await world.restart();
    computer = world.computer();
    tessPage = world.page(TESS, TESS_KEY);
    tomPage = world.page(TOM);
    await world.settled();
    expect(computer.heard('join/offered').map(({ sessionId }) => sessionId)).toEqual([session.id]);
    await world.settled(60_000);
    expect(tessPage.heard('join/answered').at(-1)).toEqual({ sessionId: session.id, answer: 'lapsed' });
    expect(computer.heard('join/withdrawn')).toMatchObject([{ sessionId: session.id }]);
    expect([await rowOf(session), standing()]).toEqual(['withdrawn', before]);
  });

  it('asks in one page; a page that was loaded again asks anew', async () => {
    await live();
    const session = await watch(tessPage);
    const second = world.page(TESS, TESS_KEY);
    await expect(watch(second)).rejects.toMatchObject({ code: 'ticket.wrong-state' });
    expect((await watch(tessPage)).id).toBe(session.id);
    await answer(session, true);
    await expect(watch(second)).rejects.toMatchObject({ code: 'ticket.wrong-state' });
    world.left(tessPage);
    expect(computer.heard('session/technician').at(-1)).toEqual({ sessionId: session.id, state: 'away' });
    const again = await watch(second);
    expect(again.id).not.toBe(session.id);
    expect([await rowOf(session), await rowOf(again)]).toEqual(['ended', 'offered']);
  });
});

describe('nobody else may watch', () => {
  const refused = (page: Page, message: RegExp) =>
    expect(watch(page)).rejects.toMatchObject({ code: 'session.not-found', message: expect.stringMatching(message) });

  it('a colleague with the same reach, the same person by another browser, somebody from outside', async () => {
    await live();
    await refused(world.page(ZOE), /handed this session over/u);
    await refused(tomPage, /handed this session over/u);
    await refused(world.page(TESS, 'key-of-another-browser'), /browser in which you helped/u);
    await expect(watch(world.page(person(tessPerson, 'vendor'), TESS_KEY))).rejects.toMatchObject({ code: 'ticket.not-found' });
    expect(computer.heard('join/offered').filter(({ watches }) => watches)).toEqual([]);
  });

  it('while nobody has followed, or the one who follows was not let in yet', async () => {
    await handedOver();
    await refused(tessPage, /while it goes on/u);
    await offered(tomPage);
    await refused(tessPage, /while it goes on/u);
    expect(handedOverBy()).toBeUndefined();
  });

  it.each(['user-stopped', 'link-lost', 'words-refused'])('whose own session ended otherwise (%s)', async (reason) => {
    await handedOver(reason);
    await joined(tomPage);
    await refused(tessPage, /handed this session over/u);
    expect(handedOverBy()).toBeUndefined();
  });

  it('who let the ticket go without a handover', async () => {
    const session = await joined(tessPage);
    await world.run(() => world.sessions.leave(session, tess));
    await world.append(ticketId, tess, { type: 'released', reason: 'by-technician' });
    await joined(tomPage);
    await refused(tessPage, /handed this session over/u);
  });

  it('whoever helped two sessions before, once the next one has handed over too', async () => {
    const second = await live();
    await world.append(ticketId, tom, {
      type: 'handover-offered',
      offer: offerOf({ kind: 'lateral', handoverId: 'handover-0002' }),
    });
    const zoe = { kind: 'technician', id: ZOE.id, name: ZOE.name } as const;
    await world.append(ticketId, zoe, { type: 'handover-accepted', handoverId: 'handover-0002' });
    await world.run(() => world.sessions.leave(second, tom));
    await joined(world.page(ZOE));
    expect(handedOverBy()).toBe(TOM.id);
    await refused(tessPage, /handed this session over/u);
    expect((await watch(tomPage)).technician.id).toBe(TOM.id);
  });

  it('where the user is in a page of a browser, or was in one before', async () => {
    const guest = await world.guest(ticketId);
    await handedOver('technician-left', guest);
    const session = await joined(tomPage, guest);
    await refused(tessPage, /page of a browser/u);
    expect(guest.heard('join/offered').filter(({ watches }) => watches)).toEqual([]);
    await world.run(() => world.sessions.leave(session, tom));

    ticketId = await world.ticket();
    const other = await world.guest(ticketId);
    await handedOver('technician-left', other);
    world.leftGuest(other);
    await joined(tomPage);
    await refused(tessPage, /another computer/u);
  });

  it('on a ticket that is none', async () => {
    await expect(world.run(() => world.watching.offer(tessPage.peer, 'ticket-none'))).rejects.toMatchObject({
      code: 'ticket.not-found',
    });
  });
});

describe('a session to watch', () => {
  it('passes signals between its own two ends alone', async () => {
    const helping = await live();
    const session = await watching();
    const signal = ({ id: sessionId }: LiveSession): SignalParams => ({ sessionId, epoch: 0, signal: { type: 'rebuild' } });
    world.sessions.signalFromConsole(tessPage.peer, signal(session));
    world.sessions.signalFromConsole(tomPage.peer, signal(session));
    world.sessions.signalFromConsole(tessPage.peer, signal(helping));
    world.sessions.signalFromDevice(computer.peer, signal(session));
    expect(computer.heard('signal/to-device').map(({ sessionId }) => sessionId)).toEqual([session.id]);
    expect(tessPage.heard('signal/to-console').map(({ sessionId }) => sessionId)).toEqual([session.id]);
    expect(tomPage.heard('signal/to-console')).toEqual([]);
    expect(() => world.sessions.iceServersForConsole(tomPage.peer, session.id)).toThrow('no such session of yours');
    expect(() => world.sessions.iceServersForConsole(tessPage.peer, helping.id)).toThrow('no such session of yours');
    expect(world.sessions.iceServersForConsole(tessPage.peer, session.id)).toEqual([]);
  });

  it.each([
    ['its user stops it', (helping: LiveSession) => ended(helping, 'user-stopped'), 'user-stopped'],
    ['whoever helps leaves', (helping: LiveSession) => world.run(() => world.sessions.leave(helping, tom)), 'technician-left'],
    ['whoever helps is barred', () => world.run(() => world.sessions.bar(TOM.id)), 'technician-left'],
  ])('ends with the one that is watched, when %s', async (_, end, reason) => {
    const helping = await live();
    const session = await watching();
    await end(helping);
    expect((await world.entries(ticketId)).slice(-2)).toMatchObject([
      { type: 'session-ended', sessionId: helping.id, reason },
      { type: 'watch-ended', sessionId: session.id, reason: 'watch-over', headSeq: null },
    ]);
    expect(tessPage.heard('session/device').at(-1)).toEqual({ sessionId: session.id, state: 'ended', reason: 'watch-over' });
    expect(computer.heard('session/technician').at(-1)).toEqual({ sessionId: session.id, state: 'gone' });
    expect([await rowOf(helping), await rowOf(session)]).toEqual(['ended', 'ended']);
    expect(world.sessions.liveCount).toBe(0);
    await expect(watch(tessPage)).rejects.toMatchObject({ code: 'session.not-found' });
  });

  it('that was not answered yet is taken back with the one to watch', async () => {
    const helping = await live();
    const session = await watch(tessPage);
    await ended(helping, 'user-stopped');
    expect(tessPage.heard('join/answered').at(-1)).toEqual({ sessionId: session.id, answer: 'cancelled' });
    expect(computer.heard('join/withdrawn')).toMatchObject([{ sessionId: session.id }]);
    expect([await rowOf(session), (await world.entries(ticketId)).at(-1)?.type]).toEqual(['withdrawn', 'session-ended']);
    await expect(world.run(() => world.sessions.answer(computer.peer, session.id, true))).rejects.toMatchObject({
      code: 'session.not-found',
    });
  });

  it('ends alone when whoever watches is barred, or stays away', async () => {
    const helping = await live();
    const first = await watching();
    await world.run(() => world.sessions.bar(TESS.id));
    expect(computer.heard('session/technician').slice(-2)).toEqual([
      { sessionId: first.id, state: 'barred' },
      { sessionId: first.id, state: 'gone' },
    ]);
    expect([await rowOf(first), await rowOf(helping)]).toEqual(['ended', 'joined']);
    const second = await watching();
    world.left(tessPage);
    // A minute for the page to come back, and ten seconds for the user's side to say that their link lives.
    await world.settled(60_000);
    await world.settled(10_000);
    expect([await rowOf(second), await rowOf(helping), helping.state]).toEqual(['ended', 'joined', 'joined']);
    expect(world.boardTicket(ticketId).state).toMatchObject({ state: 'in-session', technician: tomPerson });
  });

  it('keeps its last head, whether that comes with its end or after it', async () => {
    const helping = await live();
    const head = { seq: 7, hash: 'e'.repeat(64) };
    const first = await watching();
    await ended(first, 'user-stopped', head);
    expect((await world.entries(ticketId)).at(-1)).toMatchObject({ type: 'watch-ended', headSeq: 7, headHash: head.hash });
    const second = await watching();
    await ended(helping, 'user-stopped');
    await ended(second, 'watch-over', { ...head, seq: 9 });
    const kept = await world.stores.sessions.ofTicket(world.organisationId, ticketId);
    expect(kept.map(({ id, headSeq }) => [id, headSeq])).toEqual(
      expect.arrayContaining([
        [first.id, 7],
        [second.id, 9],
      ]),
    );
    expect(kept).toHaveLength(4);
  });

  it('and the one that is watched outlive a restart, and end together after it', async () => {
    const helping = await live();
    const session = await watching();
    const before = standing();
    await world.restart();
    computer = world.computer();
    tessPage = world.page(TESS, TESS_KEY);
    tomPage = world.page(TOM);
    await world.settled();
    expect([world.sessions.liveCount, handedOverBy(), standing()]).toEqual([2, TESS.id, before]);
    expect(world.sessions.ofTicket(ticketId)?.id).toBe(helping.id);
    expect(computer.heard('session/technician').map(({ sessionId, state }) => [sessionId, state])).toEqual(
      expect.arrayContaining([
        [helping.id, 'here'],
        [session.id, 'here'],
      ]),
    );
    await ended(helping, 'user-stopped');
    expect([await rowOf(helping), await rowOf(session), world.sessions.liveCount]).toEqual(['ended', 'ended', 0]);
  });

  it('is entered once, where the server was killed between the entry and its own note of it', async () => {
    await live();
    const session = await watch(tessPage);
    const body = { type: 'watch-joined', sessionId: session.id, person: tessPerson } as const;
    await world.append(ticketId, user, body);
    await world.restart();
    computer = world.computer();
    tessPage = world.page(TESS, TESS_KEY);
    await world.settled();
    expect([await rowOf(session), computer.heard('join/offered')]).toEqual(['joined', []]);
    expect(tessPage.heard('join/answered').at(-1)).toEqual({ sessionId: session.id, answer: 'accepted' });
    // It did not hear of its own answer, and gives it again.
    const again = world.sessions.watching[0];
    if (again) await answer(again, true);
    const how = { reason: 'technician-left', headSeq: null, headHash: null };
    await world.append(ticketId, tess, { type: 'watch-ended', sessionId: session.id, person: tessPerson, ...how });
    await world.restart();
    await world.settled();
    expect([await rowOf(session), world.sessions.watching]).toEqual(['ended', []]);
    const entries = (await world.entries(ticketId)).filter(({ type }) => type.startsWith('watch-'));
    expect(entries.map(({ type }) => type)).toEqual(['watch-joined', 'watch-ended']);
  });

  it('ends at the start of a server that stopped between the two ends', async () => {
    const helping = await live();
    const session = await watching();
    await world.stores.sessions.closed(world.organisationId, helping.id, 'ended', world.clock.now());
    const body = { type: 'session-ended', sessionId: helping.id, reason: 'user-stopped', headSeq: null, headHash: null } as const;
    await world.stores.tickets.append(world.organisationId, ticketId, user, body, world.clock.now());
    await world.restart();
    await world.settled();
    expect([await rowOf(session), world.sessions.liveCount]).toEqual(['ended', 0]);
    const entries = (await world.stores.tickets.find(world.organisationId, ticketId))?.events ?? [];
    expect(entries.at(-1)).toMatchObject({ actor: system, body: { type: 'watch-ended', reason: 'watch-over' } });
  });
});

describe('a page that is away for more than a minute', () => {
  const MINUTE_MS = 60_000;
  const ANSWER_MS = 10_000;
  const lastHeard = () => computer.heard('session/technician').at(-1);

  it('keeps its session for as long as the user’s side says that their link lives, and has it when it is back', async () => {
    const helping = await live();
    world.left(tomPage);
    for (let minute = 0; minute < 20; minute += 1) {
      await world.settled(MINUTE_MS);
      expect(lastHeard()).toEqual({ sessionId: helping.id, state: 'gone' });
      world.sessions.livesOn(computer.peer, helping.id);
    }
    expect([await rowOf(helping), world.boardTicket(ticketId).state.state]).toEqual(['joined', 'in-session']);
    tomPage = world.page(TOM);
    await world.settled(2 * MINUTE_MS);
    expect(lastHeard()).toEqual({ sessionId: helping.id, state: 'here' });
    world.sessions.signalFromDevice(computer.peer, { sessionId: helping.id, epoch: 1, signal: { type: 'rebuild' } });
    expect(tomPage.heard('signal/to-console')).toHaveLength(1);
    expect([await rowOf(helping), world.boardTicket(ticketId).state.state]).toEqual(['joined', 'in-session']);
  });

  it('loses it where nobody says so, and neither another computer nor an answer that comes late does', async () => {
    const helping = await live();
    world.left(tomPage);
    await world.settled(MINUTE_MS);
    world.sessions.livesOn({ ...computer.peer, id: 'device-0002' }, helping.id);
    await world.settled(ANSWER_MS);
    world.sessions.livesOn(computer.peer, helping.id);
    await world.settled(10 * MINUTE_MS);
    expect([await rowOf(helping), world.boardTicket(ticketId).state.state]).toEqual(['ended', 'claimed']);
  });

  it('hears when it is back that its session is over, and why', async () => {
    const helping = await live();
    world.left(tomPage);
    await ended(helping, 'user-stopped');
    tomPage = world.page(TOM);
    expect(() => world.sessions.iceServersForConsole(tomPage.peer, helping.id)).toThrow('no such session of yours');
    expect(() => world.sessions.iceServersForConsole(tessPage.peer, helping.id)).toThrow('no such session of yours');
    await world.settled();
    expect(tomPage.heard('session/device')).toEqual([{ sessionId: helping.id, state: 'ended', reason: 'user-stopped' }]);
    expect(tessPage.heard('session/device').filter(({ sessionId }) => sessionId === helping.id)).toEqual([]);
  });
});
