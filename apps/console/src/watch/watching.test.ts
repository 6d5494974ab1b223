import { AppError, Emitter, Observable, silentLogger } from '@alongside/base';
import { Link } from '@alongside/peer';
import { consoleSocket, session } from '@alongside/protocol';
import { TechnicianSession } from '@alongside/technician-core';
import { FakeClock, linkedSignaling, MemoryPeerNetwork, promptCrypto, promptSigningKey, seededRandom } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { agentOfMessages } from '../../../../test/fixtures/technician-session.ts';
import type { JoinAnswered, ServerChat } from '../desk/desk-client.ts';
import type { DeskState } from '../desk/desk-state.ts';
import type { Claim } from '../session/claim.ts';
import { ClaimedTicket } from '../session/claimed-ticket.ts';

const crypto = promptCrypto();
const [agentKey, technicianKey] = [promptSigningKey('agent'), promptSigningKey('technician')];
const ANA = { id: 'user-ana', name: 'Ana', role: 'technician' as const };
const ORGANISATION = { name: 'Example', phone: '', timeZone: 'Europe/Berlin', hours: [[], [], [], [], [], [], []] };
const claim: Claim = {
  sessionId: 'session-watch',
  requestId: 'request-01',
  device: { id: 'device-001', name: 'LT-4471', publicKey: agentKey.publicKey },
  requester: 'Mara',
  iceServers: [],
  chat: [],
  watches: { sessionId: 'session-of-ben', technician: 'Ben' },
};

/** Ana's page, asked to watch Ben; the agent's side is only messages. */
function compose() {
  const clock = new FakeClock();
  const network = new MemoryPeerNetwork(clock);
  const signaling = linkedSignaling();
  const common = { sessionId: claim.sessionId, requestId: claim.requestId, iceServers: [], clock, logger: silentLogger, crypto };
  const answered = new Emitter<JoinAnswered>();
  const state = new Observable<DeskState>({ state: 'connecting', attempt: 1 });
  const comeBack = () => {
    state.set({ state: 'connecting', attempt: 1 });
    state.set({ state: 'online', user: ANA, organisation: ORGANISATION, clockOffsetMs: 0 });
  };
  const calls: string[] = [];
  const server = {
    call: async (message: { readonly method: string }) => {
      calls.push(message.method);
      return null as never;
    },
  };
  const { agent } = agentOfMessages({
    ...common,
    identity: agentKey,
    peerKey: technicianKey.publicKey,
    factory: network.agent,
    signaling: signaling.agent,
  });
  const ticket = new ClaimedTicket({
    ticketId: 'ticket-01',
    claim,
    client: {
      ...server,
      state,
      retryNow: () => void calls.push('retry'),
      onJoinAnswered: answered.event,
      onChat: new Emitter<ServerChat>().event,
    },
    api: {
      callRoute: async ({ path }, { params } = {}) => {
        calls.push(`${path} ${params?.id}`);
        return { ok: true } as never;
      },
    },
    join: () => {
      const link = new Link({
        ...common,
        role: 'technician',
        random: seededRandom(1),
        identity: technicianKey,
        peerKey: agentKey.publicKey,
        factory: network.technician,
        signaling: signaling.technician,
      });
      const parts = { ...common, link, server, agentKey: agentKey.publicKey, identity: technicianKey, random: seededRandom(2) };
      const live = new TechnicianSession(parts);
      return {
        session: live,
        video: { value: undefined, onChange: new Emitter<MediaStream | undefined>().event },
        path: async () => undefined,
        dispose: () => live.dispose(),
      };
    },
    clock,
    random: seededRandom(4),
    ownName: () => 'Ana',
  });
  const join = async () => {
    answered.fire({ sessionId: claim.sessionId, answer: 'accepted' });
    await clock.advance(0);
    expect(ticket.stage.value.stage).toBe('live');
  };
  return { clock, network, ticket, agent, calls, join, comeBack };
}

test('a page that is connected anew says which offer is its own, until that is answered', async () => {
  const { calls, join, comeBack } = compose();
  comeBack();
  expect(calls).toEqual([consoleSocket.consoleIceServers.method]);
  await join();
  comeBack();
  expect(calls).toEqual([consoleSocket.consoleIceServers.method]);
});

test('a link that falls silent has the socket to the server looked at, once', async () => {
  const { clock, network, calls, join } = compose();
  await join();
  network.silence();
  await clock.advance(30_000);
  expect(calls.filter((call) => call === 'retry')).toEqual(['retry']);
});

test('whoever watches can ask for the picture and nothing else, and reads why there is none', async () => {
  const { clock, ticket, agent, join } = compose();
  await join();
  expect(ticket.offers).toEqual(['screen.view']);
  agent.handle(session.consentAsk, () => {
    throw new AppError('screen.unavailable', 'Ben is shown nothing');
  });
  const asking = expect(ticket.ask('screen.view', 'To see along', 600_000)).rejects.toMatchObject({ code: 'screen.unavailable' });
  await clock.advance(0);
  await asking;
  expect(ticket.askRefused.value).toBe('screen.unavailable');
  agent.handle(session.consentAsk, () => null);
  const again = ticket.ask('screen.view', 'To see along', 600_000);
  expect(ticket.askRefused.value).toBeUndefined();
  await clock.advance(0);
  await again;
});

test('each of three has their name, and who is there is known until the end', async () => {
  const { clock, ticket, agent, join } = compose();
  await join();
  agent.handle(session.chatSay, () => null);
  const telling = agent.call(session.companyTold, { others: [{ name: 'Ben', part: 'helps' }] });
  agent.notify(session.chatRelayed, { id: 'message-1', from: 'technician', name: 'Ben', text: 'Printing', at: clock.now() });
  agent.notify(session.chatRelayed, { id: 'message-2', from: 'user', name: 'Mara', text: 'It hums', at: clock.now() });
  const saying = ticket.say('Turn it off and on');
  await clock.advance(0);
  await Promise.all([telling, saying]);
  expect(ticket.chat.value.map(({ name, from, passedOn }) => [name, from, passedOn])).toEqual(
    expect.arrayContaining([
      ['Ben', 'technician', true],
      ['Mara', 'user', true],
      ['Ana', 'technician', undefined],
    ]),
  );
  expect(ticket.company.value).toEqual([{ name: 'Ben', part: 'helps' }]);
  agent.notify(session.sessionBye, { reason: 'watch-over' });
  await clock.advance(0);
  expect(ticket.stage.value).toMatchObject({ stage: 'ended', end: { by: 'user', reason: 'watch-over' } });
  expect(ticket.company.value).toEqual([]);
});

test('a question that is withdrawn is over here, as nobody answers it any more', async () => {
  const { ticket, calls } = compose();
  await ticket.leave();
  expect(calls).toEqual([consoleSocket.sessionLeave.method]);
  expect(ticket.stage.value).toEqual({ stage: 'not-joined', why: 'cancelled' });
});

test('what is said after the end goes through the server, as an answer to the ticket', async () => {
  const { clock, ticket, agent, calls, join } = compose();
  await join();
  agent.notify(session.sessionBye, { reason: 'user-stopped' });
  await clock.advance(0);
  await ticket.say('Shall I ask again?');
  expect(calls).toEqual(['/api/tickets/:id/say ticket-01']);
  expect(ticket.chat.value).toMatchObject([{ text: 'Shall I ask again?', throughServer: true, delivery: 'sent' }]);
});
