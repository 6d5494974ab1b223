import { MAX_PACKAGE_BYTES, vendorPackage, type WorkItem } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { BODIES, offerOf, type Step, story, tess, user } from '../../../../test/fixtures/ticket-events.ts';
import { caseRefusal } from '../case/case-refusal.ts';
import { missingFor } from '../case/handover-rules.ts';
import { QUESTIONNAIRE } from '../case/questionnaire.ts';
import { nextCase, ticketCase } from '../case/ticket-case.ts';
import type { Audience } from '../visibility/audience.ts';
import { mustBeAgreed } from './vendor-hand.ts';
import { packageFor, packageSeenBy } from './vendor-package.ts';

const asked: Step[] = [
  ['created', user],
  ['assigned', tess],
  ['vendor-asked', tess],
];
const no: Step = [{ ...BODIES['vendor-answered'], answer: 'no' }, user];
const other = { ...BODIES['vendor-asked'], package: 'c'.repeat(64) };
const NO_FACTS = { reports: 0, reachable: true, bySupervisor: false, reason: '', instructions: '', asked: QUESTIONNAIRE };

describe('a ticket on its way to a vendor', () => {
  it('goes by the user’s yes, and waits for the vendor with a time', () => {
    const agreed = ticketCase(story(...asked, ['vendor-answered', user]));
    expect(agreed?.vendor).toMatchObject({ state: 'agreed', vendor: { name: 'Printer Co' } });
    const sent = ticketCase(story(...asked, ['vendor-answered', user], ['vendor-sent', tess]));
    expect(sent).toMatchObject({
      status: 'pending-vendor',
      vendor: { state: 'sent', reference: 'R-1', sentAt: 4000, dueAt: 3_600_000 },
    });
    const again = { ...BODIES['vendor-sent'], reference: 'R-2' };
    const later = ticketCase(story(...asked, ['vendor-answered', user], ['vendor-sent', tess], [again, tess]));
    expect(later?.vendor).toMatchObject({ state: 'sent', reference: 'R-2', sentAt: 4000 });
  });

  const refusedAfter = (steps: Step[], [body, actor]: Step) => {
    const event = story(...steps, [body, actor]).at(-1);
    return event && caseRefusal(ticketCase(story(...steps)), event)?.code;
  };
  it('waits for its user no longer once they have answered, yes or no', () => {
    for (const answer of ['yes', 'no'] as const) {
      const answered: Step = [{ ...BODIES['vendor-answered'], answer }, user];
      const waits: Step = [{ type: 'moved', to: 'pending-user', note: '' }, tess];
      const after = ticketCase(story(...asked, waits, answered));
      expect(after).toMatchObject({ status: 'open', owner: { id: tess.id }, reminders: 0 });
      expect(after?.waitingSince).not.toBeNull();
    }
    expect(ticketCase(story(...asked, no))?.status).toBe('open');
  });

  it.each<[string, Step[], Step, string]>([
    ['without a question', asked.slice(0, 2), ['vendor-answered', user], 'vendor.not-asked'],
    ['to another package', [...asked, [other, tess]], ['vendor-answered', user], 'vendor.not-asked'],
    ['a second time', [...asked, no], ['vendor-answered', user], 'vendor.not-asked'],
    ['by the desk for its user', asked, ['vendor-answered', tess], 'ticket.wrong-state'],
  ])('no answer counts %s', (_, steps, step, code) => {
    expect(refusedAfter(steps, step)).toBe(code);
  });
  it.each<[string, Step[]]>([
    ['before the answer', asked],
    ['after a no', [...asked, no]],
    ['of another package', [...asked, ['vendor-answered', user], [other, tess]]],
  ])('nothing is sent %s', (_, steps) => {
    expect(refusedAfter(steps, ['vendor-sent', tess])).toBe('vendor.not-agreed');
  });

  it('no handover to tier 4 without it, whatever somebody has written down', () => {
    const wrote: WorkItem[] = [
      { kind: 'vendor', name: 'Printer Co', reference: 'R-1' },
      { kind: 'vendor-consent', how: 'on the phone' },
    ];
    const steps = wrote.map((item): Step => [{ type: 'recorded', item }, tess]);
    const third = { id: 'group-third', name: 'Third', tier: 3 };
    const at3: Step[] = [
      ['created', user],
      [{ ...BODIES.assigned, group: third }, tess],
    ];
    const missing = (...more: Step[]) => {
      const ticket = ticketCase(story(...at3, ...more));
      return ticket && missingFor(ticket, { kind: 'up', toTier: 4 }, NO_FACTS);
    };
    expect(missing(...steps)).toEqual(['user-consent']);
    expect(missing(['vendor-asked', tess], ['vendor-answered', user])).toEqual([]);
  });

  it.each<[string, Parameters<typeof mustBeAgreed>[1], boolean]>([
    ['somebody from outside', { role: 'vendor' }, true],
    ['a group from outside', { tier: 4 }, true],
    ['somebody at the desk', { role: 'technician' }, false],
    ['a group of the desk', { tier: 3 }, false],
  ])('it goes to %s only by the newest yes, if they are from outside', (_, to, needsYes) => {
    const without: Step[][] = [asked.slice(0, 2), asked, [...asked, no], [...asked, ['vendor-answered', user], [other, tess]]];
    for (const steps of without) {
      const goes = () => mustBeAgreed(ticketCase(story(...steps))?.vendor ?? null, to);
      if (needsYes) expect(goes).toThrow('its user has not said yes');
      else expect(goes).not.toThrow();
    }
    for (const more of [[], [['vendor-sent', tess] as const]]) {
      const agreed = ticketCase(story(...asked, ['vendor-answered', user], ...more));
      expect(() => mustBeAgreed(agreed?.vendor ?? null, to)).not.toThrow();
    }
  });

  it('a question that is asked again has no answer yet', () => {
    const before = ticketCase(story(...asked, ['vendor-answered', user]));
    const [event] = story([other, tess]);
    expect(event && nextCase(before, event)?.vendor).toMatchObject({ state: 'asked', package: other.package });
  });
});

describe('a package', () => {
  const pack = (...steps: Step[]) => {
    const events = story(['created', user], ...steps);
    const ticket = ticketCase(events);
    if (!ticket) throw new Error('a ticket without a log');
    return packageFor({
      number: 1042,
      vendor: 'Printer Co',
      madeAt: 9000,
      ticket,
      events,
      report: undefined,
      redact: (text) => text.replaceAll('Uma', 'user-1'),
      bytesOf: (made) => JSON.stringify(made).length,
    });
  };

  it('has what was said and found out, without names, notes and numbers', () => {
    const made = pack(
      ['note', tess],
      ['call-back', user],
      [{ type: 'reply', messageId: 'message-0003', text: 'Uma again' }, user],
      [{ type: 'recorded', item: { kind: 'step', text: 'restarted it for Uma', result: 'failed' } }, tess],
      [{ type: 'recorded', item: { kind: 'configuration', text: 'secret' } }, tess],
      [{ type: 'handover-offered', offer: offerOf({ instructions: 'for the desk alone' }) }, tess],
    );
    expect(made.entries.map(({ from, kind, text }) => [from, kind, text])).toEqual([
      ['user', 'created', 'the printer is off'],
      ['user', 'reply', 'user-1 again'],
      ['desk', 'recorded.step', 'restarted it for user-1 (failed)'],
    ]);
    expect(vendorPackage.parse(made)).toEqual(made);
  });

  it('shows nobody at the desk an analysis that they may not read, but their own', () => {
    const analysis: Step = [{ type: 'recorded', item: { kind: 'analysis', text: 'in the journal', evidence: [] } }, tess];
    const made = pack(analysis);
    const events = story(['created', user], analysis);
    const seenBy = (audience: Audience, id = 'somebody-else') =>
      packageSeenBy({ id, audience, redact: (text) => text }, made, events);
    expect(seenBy('first').entries.map(({ kind, text }) => [kind, text])).toEqual([
      ['created', 'the printer is off'],
      ['recorded.analysis', ''],
    ]);
    for (const audience of ['vendor', 'second', 'third'] as const) expect(seenBy(audience)).toBe(made);
    expect(seenBy('first', tess.id ?? '')).toBe(made);
  });

  it('fits, with the newest', () => {
    const long = (at: number): Step => [
      { type: 'reply', messageId: `message-${at}000`, text: `${at} ${'x'.repeat(3000)}` },
      user,
    ];
    const made = pack(...Array.from({ length: 60 }, (_, at) => long(at)));
    expect(JSON.stringify(made).length).toBeLessThanOrEqual(MAX_PACKAGE_BYTES);
    expect(made.entries.at(-1)?.text).toMatch(/^59 /u);
    expect(made.entries.length).toBeGreaterThan(20);
  });
});
