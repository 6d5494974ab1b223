import { describe, expect, it } from 'vitest';
import { cleanGroups, groupsIn, problemOfGroups } from './groups-draft.ts';

describe('groups of a technician', () => {
  it('are cleaned to one spelling, each once', () => {
    expect(cleanGroups([' Night  shift ', 'Night shift', 'Na\u0308chte', '\u200b', 'Day\u202e'])).toEqual([
      'Night shift',
      'N\u00e4chte',
      'Day',
    ]);
  });

  it.each<[string, string[], string[], unknown]>([
    ['none', [], ['Day'], undefined],
    ['a known and a new one', ['Day', 'Night shift'], ['Day'], undefined],
    ['nine', Array.from({ length: 9 }, (_, at) => `Group ${at + 1}`), [], { kind: 'many' }],
    ['mixed alphabets', ['N\u0456ght'], [], { kind: 'unsafe' }],
    ['full width', ['\uff2eight'], [], { kind: 'unsafe' }],
    ['no letter', ['--'], [], { kind: 'unsafe' }],
    ['too long', ['x'.repeat(41)], [], { kind: 'unsafe' }],
    ['another case', ['night shift'], ['Night shift'], { kind: 'alike', name: 'night shift', other: 'Night shift' }],
    ['alike themselves', ['Tier 1', 'Tier l'], [], { kind: 'alike', name: 'Tier 1', other: 'Tier l' }],
  ])('%s', (_name, groups, known, problem) => {
    expect(problemOfGroups(groups, known)).toEqual(problem);
  });

  it('that there are come from certificates', () => {
    const key = { name: 'T', from: 0, until: 1, term: 'in-force', by: 'A' } as const;
    const certified = new Map([
      ['a', { ...key, groups: ['Night', 'Day'] }],
      ['b', { ...key, groups: ['Day'] }],
    ]);
    expect(groupsIn({ certified })).toEqual(['Day', 'Night']);
  });
});
