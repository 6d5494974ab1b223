import { NOTICE_CHANNELS, NOTICE_KINDS, type NoticeChoice, TOLD_ROLES } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { channelsOf, channelsOn, kindsFor, staysOn, withChoice } from './notice-channels.ts';

const kind = fc.constantFrom(...NOTICE_KINDS);
const role = fc.constantFrom(...TOLD_ROLES);
const choices = fc.array(fc.record<NoticeChoice>({ kind, channel: fc.constantFrom(...NOTICE_CHANNELS), on: fc.boolean() }));
const nothing = { usual: [], chosen: [] } as const;

test.each([
  ['request', 'technician', 'browser sound'],
  ['request', 'vendor', ''],
  ['offered', 'technician', 'browser sound'],
  ['assigned', 'technician', 'bell browser'],
  ['assigned', 'vendor', 'bell browser mail'],
  ['manager-asked', 'supervisor', 'bell browser sound'],
  ['reopened', 'admin', 'bell'],
  ['developers-asked', 'admin', 'bell mail'],
] as const)('%s is told to a %s, who chose nothing, by: %s', (what, who, ways) => {
  const on = channelsOn(what, { role: who, ...nothing });
  expect(NOTICE_CHANNELS.filter((way) => on[way]).join(' ')).toBe(ways);
});

describe('whatever is chosen by whomever', () => {
  it('what must reach somebody stays at the bell, and what there is no way for has none', () => {
    fc.assert(
      fc.property(kind, role, choices, choices, (what, who, usual, chosen) => {
        const on = channelsOn(what, { role: who, usual, chosen });
        for (const way of NOTICE_CHANNELS) {
          if (staysOn(what, way, who)) expect(on[way]).toBe(true);
          if (!channelsOf(what).includes(way)) expect(on[way]).toBe(false);
        }
      }),
    );
    expect(TOLD_ROLES.filter((who) => staysOn('assigned', 'bell', who))).toEqual([...TOLD_ROLES]);
    expect(TOLD_ROLES.filter((who) => staysOn('manager-asked', 'bell', who))).toEqual(['supervisor', 'admin']);
  });

  it('one’s own choice goes before the organisation’s, and that before the table’s', () => {
    fc.assert(
      fc.property(kind, role, choices, choices, fc.boolean(), (what, who, usual, chosen, on) => {
        const [way] = channelsOf(what).filter((each) => !staysOn(what, each, who));
        if (way === undefined) return;
        const mine = withChoice(chosen, { kind: what, channel: way, on });
        expect(channelsOn(what, { role: who, usual, chosen: mine })[way]).toBe(on);
        const theirs = withChoice(usual, { kind: what, channel: way, on });
        expect(channelsOn(what, { role: who, usual: theirs, chosen: [] })[way]).toBe(on);
        expect(mine.filter((each) => each.kind === what && each.channel === way)).toHaveLength(1);
      }),
    );
  });
});

test('from outside nobody is asked about the queue or as who leads the desk', () => {
  expect(kindsFor('vendor')).not.toContain('request');
  expect(kindsFor('vendor')).not.toContain('developers-answered');
  expect(kindsFor('technician')).not.toContain('manager-asked');
  expect(kindsFor('technician')).not.toContain('developers-asked');
  expect(kindsFor('supervisor')).toEqual([...NOTICE_KINDS]);
});
