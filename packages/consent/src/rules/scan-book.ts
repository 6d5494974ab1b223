import {
  type PrivacyLevel,
  SCAN_LEVELS,
  type ScanBasis,
  type ScanLevel,
  type ScanOrganisation,
  type ScanProfile,
  type ScanReceipt,
} from '@alongside/protocol';
import { type Covers, coveredBy, type FileConsent, isScanReceipt } from './scan-cover.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long a request waits for the person: the server waits as long. */
export const SCAN_WAIT_MS = 7 * DAY_MS;
/** After a no nobody is asked for so long, whatever the server sends. */
export const SCAN_REST_MS = DAY_MS;
/** Clocks are corrected by a little; further back is no correction. */
export const CLOCK_SLACK_MS = 5 * MINUTE_MS;
/** More than these do not wait: a server that asks on and on fills nothing. */
export const MAX_SCANS_WAITING = 3;
export const MAX_SCANS_KEPT = 60;
/** More than a day can have. */
const RUNS_KEPT = 40;

/**
 *   asked -> person -> next -> running -> made -> done
 *      \----------------^         \---------\--> failed
 *   person, next -> lapsed;  whatever a taken back consent had allowed -> refused
 */
export type ScanStep =
  | { readonly step: 'person'; readonly until: number }
  /** Allowed; begins as soon as it disturbs nobody. */
  | { readonly step: 'next'; readonly basis: ScanBasis }
  | { readonly step: 'running'; readonly basis: ScanBasis }
  /** The report is there and not sent yet. */
  | { readonly step: 'made'; readonly basis: ScanBasis; readonly reportId: string }
  | { readonly step: 'done'; readonly basis: ScanBasis; readonly reportId: string }
  | { readonly step: 'failed'; readonly basis: ScanBasis | null }
  | { readonly step: 'refused'; readonly basis: ScanBasis | null }
  | { readonly step: 'lapsed' };

export type ScanRequest = {
  readonly scanId: string;
  readonly organisation: ScanOrganisation;
  readonly profile: ScanProfile;
  /** What was asked for and what was allowed, cut by each other. */
  readonly levels: readonly ScanLevel[];
  readonly at: number;
} & ScanStep;

/** Whatever this device knows of the scans that its organisation asked for. */
export interface ScanBook {
  /** Newest first. */
  readonly requests: readonly ScanRequest[];
  readonly consent: ScanReceipt | null;
  /** When runs began, for the bound of a day. */
  readonly runs: readonly number[];
  /** The last no. */
  readonly noAt: number | null;
  /** The latest time that was ever seen: a clock that is set back brings nothing back. */
  readonly seenAt: number;
}

export const EMPTY_SCAN_BOOK: ScanBook = { requests: [], consent: null, runs: [], noAt: null, seenAt: 0 };

export type ScanBookEvent = { readonly at: number } & (
  | {
      readonly type: 'asked';
      readonly scanId: string;
      readonly profile: ScanProfile;
      /** As the message has them: what is not a scan's to ask for is left out here. */
      readonly levels: readonly PrivacyLevel[];
      readonly organisation: ScanOrganisation;
      readonly file: FileConsent | null;
    }
  | { readonly type: 'decided'; readonly scanId: string; readonly decision: 'once' | 'no' }
  /** "From now on": the receipt was made for this request by this device's own key. */
  | { readonly type: 'always'; readonly scanId: string; readonly receipt: ScanReceipt }
  | { readonly type: 'revoked' }
  | {
      readonly type: 'began';
      readonly scanId: string;
      readonly organisation: ScanOrganisation;
      readonly file: FileConsent | null;
    }
  | { readonly type: 'made'; readonly scanId: string; readonly reportId: string }
  | { readonly type: 'sent' | 'failed' | 'gone'; readonly scanId: string }
  /** It would disturb what the person does now. */
  | { readonly type: 'put-off'; readonly scanId: string }
  /** What ran when the agent ended came to nothing. */
  | { readonly type: 'restarted' }
  | { readonly type: 'time' }
);

/** What an event makes of the book; the same object where that changes nothing. Pure. */
export function nextScanBook(before: ScanBook, event: ScanBookEvent): ScanBook {
  const after = step(lapsed(before, event.at), event);
  if (after === before) return before;
  return {
    ...after,
    requests: bounded(after.requests),
    seenAt: event.type === 'always' ? event.at : Math.max(after.seenAt, event.at),
  };
}

/** Nobody is asked for a while after a no. */
export function isResting({ noAt }: Pick<ScanBook, 'noAt'>, at: number): boolean {
  return noAt !== null && at >= noAt - CLOCK_SLACK_MS && at < noAt + SCAN_REST_MS;
}

export function waitingScans(book: ScanBook): readonly Extract<ScanRequest, { step: 'person' }>[] {
  // The oldest first: what comes later takes nobody's place.
  return book.requests.filter((request) => request.step === 'person').toReversed();
}

/** The one that may begin: one at a time, in the order in which they were asked for. */
export function nextScan(book: ScanBook): ScanRequest | undefined {
  if (book.requests.some(({ step: now }) => now === 'running')) return undefined;
  return book.requests.findLast(({ step: now }) => now === 'next');
}

export function isOverScan({ step: now }: Pick<ScanRequest, 'step'>): boolean {
  return now === 'done' || now === 'failed' || now === 'refused' || now === 'lapsed';
}

function step(book: ScanBook, event: ScanBookEvent): ScanBook {
  switch (event.type) {
    case 'asked':
      return asked(book, event);
    case 'decided':
      return event.decision === 'once' ? allowed(book, event.scanId, 'once') : refused(book, event.scanId, event.at);
    case 'always':
      return always(book, event);
    case 'revoked':
      return book.consent === null ? book : { ...withdrawn(book), consent: null };
    case 'began':
      return began(book, event);
    case 'made':
      return changed(book, event.scanId, (request) =>
        request.step === 'running' ? { step: 'made', basis: request.basis, reportId: event.reportId } : undefined,
      );
    case 'sent':
      return changed(book, event.scanId, (request) =>
        request.step === 'made' ? { step: 'done', basis: request.basis, reportId: request.reportId } : undefined,
      );
    case 'failed':
      return changed(book, event.scanId, (request) =>
        request.step === 'running' || request.step === 'made' ? { step: 'failed', basis: request.basis } : undefined,
      );
    case 'gone':
      return changed(book, event.scanId, ({ step: now }) =>
        now === 'person' || now === 'next' ? { step: 'lapsed' } : undefined,
      );
    case 'put-off':
      return changed(book, event.scanId, (request) =>
        request.step === 'running' ? { step: 'next', basis: request.basis } : undefined,
      );
    case 'restarted':
      return mapped(book, (request) => (request.step === 'running' ? { step: 'failed', basis: request.basis } : undefined));
    case 'time':
      return book;
  }
}

type Asked = Extract<ScanBookEvent, { type: 'asked' }>;

function asked(book: ScanBook, { scanId, profile, levels, organisation, at, file }: Asked): ScanBook {
  const known = book.requests.find((request) => request.scanId === scanId);
  // Asked again it is what it was; only what came to nothing is tried anew.
  if (known && known.step !== 'failed' && known.step !== 'lapsed') return book;
  const wanted = SCAN_LEVELS.filter((level) => levels.includes(level));
  if (wanted.length === 0) return book;
  const others = book.requests.filter((request) => request.scanId !== scanId);
  const cover = coverOf({ ...book, requests: others }, { organisation, levels: wanted, at, file });
  if (cover) {
    const request = { scanId, organisation, profile, levels: cover.levels, at, step: 'next', basis: cover.basis } as const;
    return { ...book, requests: [request, ...others] };
  }
  if (isResting(book, at) || waitingScans({ ...book, requests: others }).length >= MAX_SCANS_WAITING) return book;
  const until = at + SCAN_WAIT_MS;
  return { ...book, requests: [{ scanId, organisation, profile, levels: wanted, at, step: 'person', until }, ...others] };
}

function coverOf(book: ScanBook, by: Covers): ReturnType<typeof coveredBy> {
  // Runs that lie ahead count too: a clock that is set back makes no room.
  const today = book.runs.filter((run) => run > by.at - DAY_MS).length;
  const planned = book.requests.filter(({ step: now }) => now === 'next').length;
  return coveredBy(book, by, { began: today, planned });
}

function allowed(book: ScanBook, scanId: string, basis: ScanBasis): ScanBook {
  return changed(book, scanId, ({ step: now }) => (now === 'person' ? { step: 'next', basis } : undefined));
}

/** A no to one is a no to all that wait: it was said to being checked. */
function refused(book: ScanBook, scanId: string, at: number): ScanBook {
  if (!book.requests.some((request) => request.scanId === scanId && request.step === 'person')) return book;
  const after = mapped(book, ({ step: now }) => (now === 'person' ? { step: 'refused', basis: null } : undefined));
  return { ...after, noAt: at };
}

function always(book: ScanBook, { scanId, receipt, at }: Extract<ScanBookEvent, { type: 'always' }>): ScanBook {
  const request = book.requests.find((one) => one.scanId === scanId);
  if (request?.step !== 'person' || !isScanReceipt(receipt, request, at)) return book;
  // The person is at it now: neither an older no nor a clock that was wrong then stands against that.
  const given: ScanBook = { ...book, consent: receipt, noAt: null, seenAt: at };
  return mapped(given, (one) => {
    if (one.step !== 'person' || !isSame(one.organisation, request.organisation)) return undefined;
    const fits = one.levels.every((level) => receipt.levels.includes(level));
    return one.scanId === scanId || fits ? { step: 'next', basis: 'standing' } : undefined;
  });
}

/** Looked at again at the last moment: time has passed, and a file may be gone. */
function began(book: ScanBook, { scanId, organisation, at, file }: Extract<ScanBookEvent, { type: 'began' }>): ScanBook {
  const request = book.requests.find((one) => one.scanId === scanId);
  if (request?.step !== 'next' || nextScan(book)?.scanId !== scanId) return book;
  const { basis } = request;
  const run = { ...book, runs: [...book.runs, at].slice(-RUNS_KEPT) };
  if (!isSame(request.organisation, organisation)) return changed(book, scanId, () => ({ step: 'lapsed' }));
  if (basis === 'once') return changed(run, scanId, () => ({ step: 'running', basis }));
  // Its place in the day was taken when it was asked for.
  const cover = coveredBy(book, { organisation, levels: request.levels, at, file }, { began: 0, planned: 0 });
  if (!cover) return changed(book, scanId, () => ({ step: 'refused', basis }));
  return {
    ...run,
    requests: run.requests.map((one) =>
      one.scanId === scanId ? { ...request, levels: cover.levels, step: 'running', basis: cover.basis } : one,
    ),
  };
}

/** What the consent had allowed and what is not sent yet goes with it. */
function withdrawn(book: ScanBook): ScanBook {
  return mapped(book, (request) =>
    !isOverScan(request) && basisOf(request) === 'standing' ? { step: 'refused', basis: 'standing' } : undefined,
  );
}

/** What waited too long. A clock that went back behind the asking counts as too long: nothing waits for ever. */
function lapsed(book: ScanBook, at: number): ScanBook {
  return mapped(book, (request) => {
    const until = request.step === 'person' ? request.until : request.step === 'next' ? request.at + 2 * SCAN_WAIT_MS : undefined;
    return until !== undefined && (at >= until || at < request.at - CLOCK_SLACK_MS) ? { step: 'lapsed' } : undefined;
  });
}

function isSame(one: ScanOrganisation, other: ScanOrganisation): boolean {
  return one.name === other.name && one.key === other.key;
}

function basisOf(request: ScanRequest): ScanBasis | null {
  return 'basis' in request ? request.basis : null;
}

function changed(book: ScanBook, scanId: string, change: (request: ScanRequest) => ScanStep | undefined): ScanBook {
  return mapped(book, (request) => (request.scanId === scanId ? change(request) : undefined));
}

function mapped(book: ScanBook, change: (request: ScanRequest) => ScanStep | undefined): ScanBook {
  let isChanged = false;
  const requests = book.requests.map((request) => {
    const now = change(request);
    if (now === undefined) return request;
    isChanged = true;
    const { scanId, organisation, profile, levels, at } = request;
    return { scanId, organisation, profile, levels, at, ...now };
  });
  return isChanged ? { ...book, requests } : book;
}

/** What goes on is never what is forgotten. */
function bounded(requests: readonly ScanRequest[]): readonly ScanRequest[] {
  let room = MAX_SCANS_KEPT - requests.filter((request) => !isOverScan(request)).length;
  return requests.filter((request) => {
    if (!isOverScan(request)) return true;
    room -= 1;
    return room >= 0;
  });
}
