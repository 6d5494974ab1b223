import { linkTrouble, type PeerProgress } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkRole } from '../link-role.ts';
import { AttemptNotes } from './attempt-report.ts';
import { explainAttempt } from './explain-attempt.ts';

const HOST_V4 = 'candidate:1 1 udp 2122260223 10.0.0.2 50000 typ host generation 0';
const HOST_V6 = 'candidate:2 1 udp 2122260222 fd00::2 50001 typ host generation 0';
const HOST_TCP = 'candidate:3 1 tcp 1518280447 10.0.0.2 9 typ host tcptype active';
const NAMED = 'candidate:4 1 udp 2122260221 0b6f5a39-61e5-4c7e-8a24-0f3cbd2b3b1f.local 50002 typ host';
const REFLEXIVE = 'candidate:5 1 udp 1686052607 203.0.113.5 50003 typ srflx raddr 10.0.0.2 rport 50000';
const RELAYED = 'candidate:6 1 udp 41885439 203.0.113.9 50004 typ relay raddr 203.0.113.5 rport 50003';
const TURN = { urls: ['turn:t.example:3478'], username: 'u', credential: 'c' };
const REFUSED: PeerProgress = { type: 'ice-error', url: 'turn:t.example:3478', code: 401, text: 'Unauthorized' };
const SILENT: PeerProgress = { type: 'ice-error', url: 'turn:t.example:3478', code: 701, text: 'timed out' };

interface Seen {
  readonly role?: LinkRole;
  readonly relays?: boolean;
  readonly own?: readonly string[];
  /** Undefined: no answer at all. */
  readonly theirs?: readonly string[];
  readonly progress?: readonly PeerProgress[];
}

const signal = (candidate: string) => ({ type: 'candidate', candidate, sdpMid: '0', sdpMLineIndex: 0 }) as const;

function explain({ role = 'agent', relays = false, own = [], theirs, progress = [] }: Seen) {
  const notes = new AttemptNotes({ openedAt: 1_000, iceServers: relays ? [TURN] : [{ urls: 'stun:s.example' }] });
  for (const candidate of own) notes.handleOwn(signal(candidate));
  if (theirs) notes.handleTheirs({ type: role === 'agent' ? 'answer' : 'offer', sdp: 'v=0' });
  for (const candidate of theirs ?? []) notes.handleTheirs(signal(candidate));
  for (const each of progress) notes.handleProgress(each);
  return explainAttempt(notes.report(9_000), role);
}

describe('what an attempt tells', () => {
  it.each<[Seen, object]>([
    [{}, { code: 'net.no-candidates', side: 'own' }],
    [{ own: [HOST_TCP] }, { code: 'net.no-candidates', side: 'own' }],
    [{ role: 'technician' }, { code: 'net.no-answer' }],
    [{ own: [HOST_V4] }, { code: 'net.no-answer' }],
    [
      { own: [HOST_V4], theirs: [] },
      { code: 'net.no-candidates', side: 'other' },
    ],
    [
      { own: [NAMED], theirs: [HOST_V4] },
      { code: 'net.names-only', side: 'own' },
    ],
    [
      { own: [HOST_V4], theirs: [NAMED, NAMED] },
      { code: 'net.names-only', side: 'other' },
    ],
    [
      { own: [HOST_V4], theirs: [HOST_V6] },
      { code: 'net.no-common-family', own: 'v4' },
    ],
    [
      { own: [HOST_V6], theirs: [HOST_V4] },
      { code: 'net.no-common-family', own: 'v6' },
    ],
    [{ own: [HOST_V4, HOST_V6], theirs: [HOST_V4] }, { code: 'net.direct-blocked' }],
    [{ own: [HOST_V4, REFLEXIVE], theirs: [NAMED, REFLEXIVE] }, { code: 'net.direct-blocked' }],
    [
      { relays: true, own: [HOST_V4], theirs: [HOST_V4], progress: [REFUSED] },
      { code: 'net.relay-refused', relay: 'turn:t.example:3478', status: 401 },
    ],
    [
      { relays: true, own: [NAMED], theirs: [NAMED], progress: [SILENT] },
      { code: 'net.relay-unreachable', side: 'own', relay: 'turn:t.example:3478' },
    ],
    [
      { relays: true, own: [HOST_V4], theirs: [HOST_V4] },
      { code: 'net.relay-unreachable', side: 'own', relay: null },
    ],
    [
      { relays: true, own: [RELAYED], theirs: [HOST_V4] },
      { code: 'net.relay-unreachable', side: 'other', relay: null },
    ],
    [{ relays: true, own: [RELAYED], theirs: [RELAYED] }, { code: 'net.relay-blocked' }],
    [{ own: [HOST_V4], theirs: [HOST_V4], progress: [{ type: 'ice-state', state: 'connected' }] }, { code: 'net.stalled' }],
  ])('%j is %j', (seen, told) => {
    const trouble = explain(seen);
    expect(trouble).toMatchObject(told);
    expect(trouble.tried.durationMs).toBe(8_000);
    expect(linkTrouble.parse(trouble)).toEqual(trouble);
  });

  it('counts addresses by what they are, one by one and in a description', () => {
    const notes = new AttemptNotes({ openedAt: 0, iceServers: [TURN] });
    const all = [HOST_V4, HOST_V6, HOST_TCP, NAMED, REFLEXIVE, RELAYED];
    const tally = { total: 5, host: 2, named: 1, reflexive: 1, relayed: 1, v4: 3, v6: 1 };
    for (const candidate of all) notes.handleOwn(signal(candidate));
    notes.handleTheirs({ type: 'answer', sdp: `v=0\r\n${all.map((line) => `a=${line}\r\n`).join('')}` });
    expect(notes.report(0)).toMatchObject({ local: tally, remote: tally, relays: 1, answered: true });
  });

  it('stays within its bounds whatever comes', () => {
    const progress = fc.record({
      type: fc.constant('ice-error' as const),
      url: fc.string(),
      code: fc.integer({ min: 0, max: 999 }),
      text: fc.string(),
    });
    const hostile = fc.record({
      role: fc.constantFrom<LinkRole>('agent', 'technician'),
      relays: fc.boolean(),
      own: fc.array(fc.oneof(fc.string(), fc.constantFrom(HOST_V4, NAMED, RELAYED))),
      theirs: fc.option(fc.array(fc.oneof(fc.string(), fc.constantFrom(HOST_V6, REFLEXIVE))), { nil: undefined }),
      progress: fc.array(progress),
    });
    fc.assert(fc.property(hostile, (seen) => linkTrouble.safeParse(explain(seen as Seen)).success));
  });

  it('keeps eight errors, each address and code once', () => {
    const notes = new AttemptNotes({ openedAt: 0, iceServers: [] });
    for (let code = 400; code < 440; code += 1) {
      notes.handleProgress({ ...REFUSED, code });
      notes.handleProgress({ ...REFUSED, code });
    }
    expect(notes.report(0).errors.map(({ code }) => code)).toEqual([400, 401, 402, 403, 404, 405, 406, 407]);
  });
});
