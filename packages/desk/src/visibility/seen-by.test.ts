import type { TicketEvent, WorkItem } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODIES, offerOf, type Step, story, system, TYPES, tess, tom, user } from '../../../../test/fixtures/ticket-events.ts';
import { caseRefusal } from '../case/case-refusal.ts';
import { ticketCase } from '../case/ticket-case.ts';
import type { TicketEventBody } from '../ticket-model.ts';
import { AUDIENCES, type Audience, audienceOf, effectiveTier } from './audience.ts';
import { entriesSeenBy, type Reader, sees, textSeenBy } from './seen-by.ts';
import { ENTRIES, entryKind } from './visibility-table.ts';

const SECRET = 'Uma Berg 0151 2345678';
const reader = (audience: Audience, id = 'somebody-else'): Reader => ({
  id,
  audience,
  redact: (text) => text.replaceAll(SECRET, 'somebody'),
});
const seen = (audience: Audience, ...steps: Step[]) => entriesSeenBy(reader(audience), story(...steps));

const ITEMS: { readonly [K in WorkItem['kind']]: Extract<WorkItem, { kind: K }> } = {
  answers: { kind: 'answers', version: 1, answers: { since: SECRET } },
  step: { kind: 'step', text: SECRET, result: 'done' },
  'no-steps': { kind: 'no-steps', reason: SECRET },
  'report-refused': { kind: 'report-refused', reason: SECRET },
  'known-or-new': { kind: 'known-or-new', decision: 'new', problem: SECRET },
  analysis: { kind: 'analysis', text: SECRET, evidence: [SECRET] },
  configuration: { kind: 'configuration', text: SECRET },
  workaround: { kind: 'workaround', text: SECRET },
  visit: { kind: 'visit', when: 'Monday', text: SECRET },
  part: { kind: 'part', text: SECRET, reference: 'P-1', state: 'ordered' },
  vendor: { kind: 'vendor', name: 'Printer Co', reference: 'R-1' },
  'vendor-consent': { kind: 'vendor-consent', how: SECRET },
  spread: {
    kind: 'spread',
    fact: { fact: 'app', name: SECRET, from: '', before: '' },
    count: 1,
    outOf: 2,
    devices: [{ id: 'device-0002', name: SECRET }],
  },
  level: { kind: 'level', tier: 2, derived: 1, reason: SECRET },
  playbook: { kind: 'playbook', playbook: 'printer', version: 1, title: 'Printer', how: 'unfit', note: SECRET },
  'playbook-step': {
    kind: 'playbook-step',
    playbook: 'printer',
    version: 1,
    step: 'lights',
    text: 'Look at it',
    result: 'done',
    note: SECRET,
  },
};
/** Why somebody was let go is one of a few words, not what somebody wrote. */
const WORDLESS: readonly string[] = ['released', 'session-ended', 'watch-ended'];
const telling = (body: TicketEventBody): TicketEventBody =>
  WORDLESS.includes(body.type)
    ? body
    : JSON.parse(
        JSON.stringify(body).replaceAll(
          /"(text|solution|note|reason|instructions|comment|phone|fileName)":"[^"]*"/gu,
          `"$1":"${SECRET}"`,
        ),
      );
/** One of each kind of the table, with the same telling words wherever somebody can write. */
const EVERY: readonly TicketEventBody[] = [
  ...TYPES.filter((type) => type !== 'recorded').map((type) => telling(BODIES[type])),
  telling({ type: 'handover-offered', offer: offerOf({ toTier: 4 }) }),
  ...Object.values(ITEMS).map((item) => ({ type: 'recorded', item }) as const),
  telling({ ...BODIES.attached, crash: { askId: BODIES['crash-asked'].askId, program: SECRET, level: 'P3', expiresAt: 1 } }),
];

describe('who sees what', () => {
  it('has a row for each kind of entry, and each is tried here', () => {
    expect(new Set(EVERY.map(entryKind))).toEqual(new Set(Object.keys(ENTRIES)));
  });

  it('keeps from people outside who the user is, what is internal, and every telling word', () => {
    const events = EVERY.map((body, seq): TicketEvent => ({ seq, at: seq, actor: { ...user, name: SECRET }, body }));
    const text = JSON.stringify(entriesSeenBy(reader('vendor'), events));
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('2345678');
    expect(seen('vendor', ['note', tess], ['call-back', user], ['tagged', tess]).map(({ body }) => body)).toEqual([
      { type: 'withheld', edits: false },
      { type: 'withheld', edits: false },
      { type: 'withheld', edits: true },
    ]);
  });

  it('keeps analyses from tier 1 and configuration from all but tier 3', () => {
    const steps: Step[] = [
      [{ type: 'recorded', item: ITEMS.analysis }, tess],
      [{ type: 'recorded', item: ITEMS.configuration }, tess],
    ];
    const hidden = (audience: Audience) => seen(audience, ...steps).map(({ body }) => body.type === 'withheld');
    expect(hidden('first')).toEqual([true, true]);
    expect(hidden('second')).toEqual([false, true]);
    expect(hidden('third')).toEqual([false, false]);
  });

  it('leaves the desk its own words', () => {
    for (const audience of ['first', 'second', 'third'] as const) {
      const events = story(['created', user], ['note', tess], ['call-back', user], ['tagged', tess]);
      expect(entriesSeenBy(reader(audience), events)).toEqual(events);
      expect(textSeenBy(reader(audience), SECRET)).toBe(SECRET);
      expect(sees(reader(audience), 'requester')).toBe(true);
    }
    expect(sees(reader('vendor'), 'requester')).toBe(false);
    expect(textSeenBy(reader('vendor'), SECRET)).toBe('somebody');
  });

  it('says to everybody that a ticket waits for its user no longer, also where it was a crash file that came', () => {
    const crash = { askId: BODIES['crash-asked'].askId, program: 'Editor', level: 'P3', expiresAt: 1 } as const;
    const log = story(
      ['created', user],
      ['assigned', tess],
      ['crash-asked', tess],
      [{ type: 'moved', to: 'pending-user', note: '' }, tess],
      [{ ...BODIES.attached, crash }, user],
    );
    for (const audience of AUDIENCES) expect(ticketCase(entriesSeenBy(reader(audience), log))?.status).toBe('open');
  });

  it('leaves everybody their own entries', () => {
    const [own] = entriesSeenBy(reader('vendor', tess.id ?? ''), story(['note', tess]));
    expect(own?.body).toEqual(BODIES.note);
  });

  const step = fc.record({
    body: fc.constantFrom(...EVERY),
    actor: fc.constantFrom(user, tess, tom, system),
  });
  it('adds up to the same ticket for everybody, version included', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(...AUDIENCES), (steps, audience) => {
        const log: TicketEvent[] = [];
        for (const event of story(['created', user], ...steps.map(({ body, actor }): Step => [body, actor]))) {
          if (!caseRefusal(ticketCase(log), event)) log.push(event);
        }
        const whole = ticketCase(log);
        const part = ticketCase(entriesSeenBy(reader(audience), log));
        const { status, tier, owner, version, live, major } = part ?? {};
        expect({ status, tier, owner, version, live, major }).toEqual({
          status: whole?.status,
          tier: whole?.tier,
          owner: whole?.owner,
          version: whole?.version,
          live: whole?.live,
          major: whole?.major,
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('tiers', () => {
  it.each([
    ['technician', undefined, undefined, 'third'],
    ['technician', undefined, 1, 'third'],
    ['technician', 1, 2, 'first'],
    ['technician', undefined, 3, 'first'],
    ['technician', 2, 2, 'third'],
    ['technician', 2, 3, 'second'],
    ['technician', 3, 3, 'third'],
    ['supervisor', undefined, 3, 'third'],
    ['admin', 1, 3, 'third'],
    ['vendor', undefined, undefined, 'vendor'],
    ['vendor', 2, 3, 'vendor'],
    ['user', undefined, undefined, 'vendor'],
  ] as const)('%s of tier %s where the highest is %s reads as %s', (role, own, highest, audience) => {
    expect(audienceOf({ role, tier: effectiveTier(role, { own, highest }) })).toBe(audience);
  });
});
