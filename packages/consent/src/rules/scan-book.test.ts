import { type PrivacyLevel, SCANS_A_DAY, type ScanOrganisation, type ScanReceipt } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_SCAN_BOOK,
  isOverScan,
  isResting,
  MAX_SCANS_KEPT,
  MAX_SCANS_WAITING,
  nextScan,
  nextScanBook,
  SCAN_REST_MS,
  SCAN_WAIT_MS,
  type ScanBook,
  type ScanBookEvent,
  waitingScans,
} from './scan-book.ts';

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const US: ScanOrganisation = { name: 'Harbour IT', key: null };
const OTHERS: ScanOrganisation = { name: 'Harbor IT', key: null };

const ask = (scanId: string, more: Partial<Extract<ScanBookEvent, { type: 'asked' }>> = {}): ScanBookEvent => ({
  type: 'asked',
  at: NOW,
  scanId,
  profile: 'quick',
  levels: ['P0', 'P1'],
  organisation: US,
  file: null,
  ...more,
});
const receipt = (more: Partial<ScanReceipt> = {}): ScanReceipt => ({
  type: 'alongside-scan-consent/1',
  consentId: 'consent-0001',
  device: 'device',
  organisation: US,
  levels: ['P0', 'P1'],
  perDay: SCANS_A_DAY,
  from: NOW,
  until: NOW + 365 * DAY,
  language: 'en',
  ...more,
});
const began = (scanId: string, at = NOW, organisation = US): ScanBookEvent => ({
  type: 'began',
  at,
  scanId,
  organisation,
  file: null,
});

function run(events: readonly ScanBookEvent[], from: ScanBook = EMPTY_SCAN_BOOK): ScanBook {
  return events.reduce(nextScanBook, from);
}

const stepOf = (book: ScanBook, scanId: string) => book.requests.find((one) => one.scanId === scanId)?.step;
const CONSENTED: ScanBook = { ...EMPTY_SCAN_BOOK, consent: receipt(), seenAt: NOW };

describe('a scan that was asked for', () => {
  it('without a consent waits for the person, 7 days, and lapses', () => {
    const book = run([ask('scan-1')]);
    expect(book.requests).toMatchObject([{ step: 'person', until: NOW + SCAN_WAIT_MS }]);
    expect(stepOf(run([{ type: 'time', at: NOW + SCAN_WAIT_MS - 1 }], book), 'scan-1')).toBe('person');
    expect(stepOf(run([{ type: 'time', at: NOW + SCAN_WAIT_MS }], book), 'scan-1')).toBe('lapsed');
    expect(nextScan(book)).toBeUndefined();
  });

  it('allowed once runs once, and is done when its report was sent', () => {
    const book = run([
      ask('scan-1'),
      { type: 'decided', at: NOW, scanId: 'scan-1', decision: 'once' },
      began('scan-1'),
      { type: 'made', at: NOW, scanId: 'scan-1', reportId: 'report-1' },
      { type: 'sent', at: NOW, scanId: 'scan-1' },
    ]);
    expect(book.requests).toMatchObject([{ step: 'done', basis: 'once', reportId: 'report-1' }]);
    expect(stepOf(run([ask('scan-2')], book), 'scan-2')).toBe('person');
  });

  it('under the consent is next without a question, cut to what was allowed', () => {
    const narrow: ScanBook = { ...CONSENTED, consent: receipt({ levels: ['P0'] }) };
    expect(run([ask('scan-1')], narrow).requests).toMatchObject([{ step: 'next', basis: 'standing', levels: ['P0'] }]);
    expect(run([ask('scan-1', { levels: ['P1'] })], narrow).requests).toMatchObject([{ step: 'person' }]);
  });

  it.each<[string, Partial<Extract<ScanBookEvent, { type: 'asked' }>>, ScanBook?]>([
    ['another organisation', { organisation: OTHERS }],
    ['another key', { organisation: { ...US, key: 'another' } }],
    ['a consent that ended', { at: NOW + 365 * DAY }],
    ['a clock that is set back before the consent', { at: NOW - DAY }],
    ['a clock that is set back behind what was seen', { at: NOW + DAY }, { ...CONSENTED, seenAt: NOW + 400 * DAY }],
    [
      'a receipt that is longer than the rule',
      { at: NOW + 366 * DAY },
      { ...CONSENTED, consent: receipt({ until: NOW + 9_999 * DAY }) },
    ],
    ['more a day than was allowed', {}, { ...CONSENTED, runs: Array.from({ length: SCANS_A_DAY }, () => NOW - 1) }],
    [
      'runs that lie ahead of a clock that was set back',
      {},
      { ...CONSENTED, runs: Array.from({ length: SCANS_A_DAY }, () => NOW + DAY) },
    ],
    ['a consent that was taken back', {}, run([{ type: 'revoked', at: NOW }], CONSENTED)],
  ])('is not covered by %s: the person is asked', (_name, more, from = CONSENTED) => {
    expect(run([ask('scan-1', more)], from).requests).toMatchObject([{ step: 'person' }]);
  });

  it('for anything but P0 and P1 is no scan, whatever was allowed', () => {
    expect(run([ask('scan-1', { levels: ['P2', 'P3'] })], CONSENTED)).toBe(CONSENTED);
    expect(run([ask('scan-1', { levels: ['P3', 'P0'] })], CONSENTED).requests).toMatchObject([{ levels: ['P0'] }]);
  });

  it('asked again is what it was: nothing runs or asks twice', () => {
    const done = run(
      [
        ask('scan-1'),
        began('scan-1'),
        { type: 'made', at: NOW, scanId: 'scan-1', reportId: 'r' },
        { type: 'sent', at: NOW, scanId: 'scan-1' },
      ],
      CONSENTED,
    );
    expect(run([ask('scan-1'), began('scan-1')], done)).toBe(done);
    const refused = run([ask('scan-2'), { type: 'decided', at: NOW, scanId: 'scan-2', decision: 'no' }]);
    expect(run([ask('scan-2')], refused)).toBe(refused);
    const waiting = run([ask('scan-3')]);
    expect(run([ask('scan-3', { at: NOW + DAY, profile: 'full' })], waiting)).toBe(waiting);
  });

  it('that came to nothing is tried anew, within the bound of the day', () => {
    const round = (): ScanBookEvent[] => [ask('scan-1'), began('scan-1'), { type: 'failed', at: NOW, scanId: 'scan-1' }];
    const tried = run(Array.from({ length: SCANS_A_DAY }, round).flat(), CONSENTED);
    expect(tried.runs).toHaveLength(SCANS_A_DAY);
    expect(stepOf(run([ask('scan-1')], tried), 'scan-1')).toBe('person');
  });
});

describe('the person', () => {
  it('says no: to all that wait, and is left alone for a day', () => {
    const book = run([ask('scan-1'), ask('scan-2'), { type: 'decided', at: NOW, scanId: 'scan-1', decision: 'no' }]);
    expect(book.requests.map(({ step }) => step)).toEqual(['refused', 'refused']);
    expect(run([ask('scan-3', { at: NOW + SCAN_REST_MS - 1 })], book)).toBe(book);
    expect(isResting(book, NOW + SCAN_REST_MS - 1)).toBe(true);
    expect(stepOf(run([ask('scan-3', { at: NOW + SCAN_REST_MS })], book), 'scan-3')).toBe('person');
  });

  it('allows it from now on: this one and what waits with no more in it', () => {
    const book = run([
      ask('scan-1', { levels: ['P0'] }),
      ask('scan-2', { levels: ['P0'] }),
      ask('scan-3'),
      {
        type: 'always',
        at: NOW,
        scanId: 'scan-1',
        receipt: receipt({ levels: ['P0'] }),
      },
    ]);
    expect(['scan-1', 'scan-2', 'scan-3'].map((id) => stepOf(book, id))).toEqual(['next', 'next', 'person']);
  });

  it.each<[string, Partial<ScanReceipt>]>([
    ['for another organisation', { organisation: OTHERS }],
    ['of a level that was not asked for', { levels: ['P0', 'P1'] }],
    ['that is longer than a year', { until: NOW + 366 * DAY }],
    ['of tomorrow', { from: NOW + DAY }],
    ['for more a day', { perDay: SCANS_A_DAY + 1 }],
  ])('gives no consent %s', (_name, more) => {
    const waiting = run([ask('scan-1', { levels: ['P0'] })]);
    const made = receipt({ levels: ['P0'], ...more });
    expect(run([{ type: 'always', at: NOW, scanId: 'scan-1', receipt: made }], waiting)).toBe(waiting);
  });

  it('takes it back: what it had allowed and is not sent goes, what was allowed once stays', () => {
    const book = run(
      [
        ask('scan-1'),
        ask('scan-2'),
        began('scan-1'),
        { type: 'revoked', at: NOW },
        { type: 'made', at: NOW, scanId: 'scan-1', reportId: 'r' },
      ],
      CONSENTED,
    );
    expect(book.requests.map(({ step }) => step)).toEqual(['refused', 'refused']);
    expect(book.consent).toBeNull();
    const once = run([ask('scan-1'), { type: 'decided', at: NOW, scanId: 'scan-1', decision: 'once' }], EMPTY_SCAN_BOOK);
    expect(stepOf(run([{ type: 'revoked', at: NOW }], { ...once, consent: receipt() }), 'scan-1')).toBe('next');
  });
});

describe('the administrator’s file', () => {
  const file = { levels: ['P0' as const], until: null };
  it('gives the same consent, and is looked at again before each run', () => {
    const book = run([ask('scan-1', { file })]);
    expect(book.requests).toMatchObject([{ step: 'next', basis: 'file', levels: ['P0'] }]);
    expect(stepOf(run([began('scan-1')], book), 'scan-1')).toBe('refused');
    expect(stepOf(run([{ ...began('scan-1'), file } as ScanBookEvent], book), 'scan-1')).toBe('running');
    expect(run([ask('scan-1', { file: { levels: ['P0'], until: NOW } })]).requests).toMatchObject([{ step: 'person' }]);
  });
});

it('what is next for one organisation does not run for another', () => {
  expect(stepOf(run([ask('scan-1'), began('scan-1', NOW, OTHERS)], CONSENTED), 'scan-1')).toBe('lapsed');
});

it('a clock that is set back behind the asking ends the waiting', () => {
  expect(stepOf(run([ask('scan-1'), { type: 'time', at: NOW - DAY }]), 'scan-1')).toBe('lapsed');
});

it('what ran when the agent ended came to nothing', () => {
  expect(stepOf(run([ask('scan-1'), began('scan-1'), { type: 'restarted', at: NOW }], CONSENTED), 'scan-1')).toBe('failed');
});

describe('whatever a server sends, in any order and at any time', () => {
  const scanId = fc.constantFrom(...Array.from({ length: 8 }, (_, at) => `scan-${at}`));
  const at = fc.integer({ min: NOW - 10 * DAY, max: NOW + 400 * DAY });
  const organisation = fc.constantFrom(US, OTHERS);
  const levels = fc.subarray<PrivacyLevel>(['P0', 'P1', 'P2', 'P3']);
  const asked = fc.record({
    type: fc.constant('asked' as const),
    at,
    scanId,
    profile: fc.constantFrom('quick' as const, 'full' as const),
    levels,
    organisation,
    file: fc.constant(null),
  });
  const after = fc.record({
    type: fc.constantFrom(
      'made' as const,
      'sent' as const,
      'failed' as const,
      'gone' as const,
      'put-off' as const,
      'time' as const,
      'restarted' as const,
    ),
    at,
    scanId,
    reportId: fc.constant('report-1'),
  });
  const begins = fc.record({ type: fc.constant('began' as const), at, scanId, organisation, file: fc.constant(null) });
  const events = fc.array(fc.oneof(asked, after, begins) as fc.Arbitrary<ScanBookEvent>, { maxLength: 80 });

  it('nothing runs without a yes, and the consent stays exactly what it was', () => {
    fc.assert(
      fc.property(events, (sent) => {
        const book = run(sent);
        expect(book.requests.every(({ step }) => step === 'person' || step === 'lapsed')).toBe(true);
        expect(run(sent, CONSENTED).consent).toBe(CONSENTED.consent);
      }),
    );
  });

  it('one at a time, few that wait, few a day, never more than was allowed', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (sent, narrow) => {
        const allowed = narrow ? (['P0'] as const) : (['P0', 'P1'] as const);
        let book: ScanBook = { ...CONSENTED, consent: receipt({ levels: [...allowed] }) };
        for (const event of sent) {
          book = nextScanBook(book, event);
          expect(book.requests.filter(({ step }) => step === 'running').length).toBeLessThanOrEqual(1);
          expect(waitingScans(book).length).toBeLessThanOrEqual(MAX_SCANS_WAITING);
          expect(book.requests.filter(({ step }) => step === 'next').length).toBeLessThanOrEqual(SCANS_A_DAY);
          const unasked = book.requests.filter(({ step }) => step !== 'person' && step !== 'lapsed');
          for (const request of unasked) {
            expect(request.organisation).toBe(US);
            expect(request.levels.every((level) => allowed.some((one) => one === level))).toBe(true);
          }
        }
      }),
    );
  });

  it('a flood is forgotten, what goes on is not', () => {
    let book = run([ask('scan-kept')]);
    for (let day = 0; day < 200; day += 1) {
      const id = `scan-of-day-${day}`;
      book = run([ask(id), { type: 'gone', at: NOW, scanId: id }], book);
    }
    expect(book.requests.length).toBeLessThanOrEqual(MAX_SCANS_KEPT);
    expect(stepOf(book, 'scan-kept')).toBe('person');
    expect(book.requests.filter((one) => !isOverScan(one))).toHaveLength(1);
  });
});
