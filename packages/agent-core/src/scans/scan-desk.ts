import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  randomId,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import {
  EMPTY_SCAN_BOOK,
  type FileConsent,
  isResting,
  nextScan,
  nextScanBook,
  type ScanBook,
  type ScanBookEvent,
  type ScanRequest,
  waitingScans,
} from '@alongside/consent';
import {
  deviceSocket,
  type Language,
  MAX_SCAN_CONSENT_DAYS,
  SCANS_A_DAY,
  type ScanAnswer,
  type ScanDecision,
  type ScanOrganisation,
  type ScanReceipt,
  type ScansView,
} from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { z } from 'zod';
import type { Documents } from '../documents/documents.ts';
import type { HealthDesk } from '../health/health-desk.ts';
import type { ReportSender } from '../health/report-sender.ts';
import type { ServerLink } from '../ports/index.ts';
import { ScanRun } from './scan-run.ts';
import { ScanStore } from './scan-store.ts';
import { scansView } from './scans-view.ts';

export interface ScanDeskParts {
  readonly documents: Documents;
  readonly server: ServerLink;
  readonly health: HealthDesk;
  /** Of its own: what the user looks at before sending stays what it is. */
  readonly sender: ReportSender;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** In which the user is spoken to now. */
  readonly language: () => Language;
  /** Undefined until a server has said whose it is. */
  readonly organisation: () => ScanOrganisation | undefined;
  /** What root's file allows this organisation; null where there is none that counts. */
  readonly file: () => Promise<FileConsent | null>;
  /**
   * A session is live, or somebody asks to come in. A check then waits: it takes processor and disk from picture and input,
   * only one check can run on a computer, and nothing may be allowed by a mouse that is not the person's.
   */
  readonly busy: () => boolean;
}

type Ask = z.infer<typeof deviceSocket.scanAsk.params>;

const DAY_MS = 24 * 60 * 60 * 1000;
const LOOK_MS = 60_000;
/** As in the dialogs: what has just come is not allowed by a click that was meant for something else. */
const ALLOW_AFTER_MS = 1_000;
/** The server asks again what it has no answer to. */
const MAX_ASKS_AT_ONCE = 10;

/** What takes away holds at once, and is kept then; everything else is kept before it holds. */
const NARROWS: ReadonlySet<ScanBookEvent['type']> = new Set(['revoked', 'failed', 'gone', 'put-off', 'time', 'restarted']);

/**
 * Scans that the organisation asks for: each runs under a consent that was given on this device, or waits quietly for the
 * person. One at a time; what was decided survives a new start, and the server is told again what it may have missed.
 */
export class ScanDesk implements Disposable {
  readonly #parts: ScanDeskParts;
  readonly #kept: ScanStore;
  readonly #run: ScanRun;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #book: ScanBook = EMPTY_SCAN_BOOK;
  #file: FileConsent | null = null;
  /** Scans whose state the server has not heard. */
  readonly #untold = new Set<string>();
  /** Events follow each other; a consent that is taken back does not wait for its turn. */
  #turn: Promise<unknown> = Promise.resolve();
  #asks = 0;
  #revocations = 0;
  #working = false;
  /** Which request stands first on the page, and since when. */
  #first: { readonly scanId: string; readonly since: number } | undefined;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: ScanDeskParts) {
    this.#parts = parts;
    this.#kept = new ScanStore(parts);
    this.#run = new ScanRun(parts);
  }

  /** Reads what was kept and begins to listen. */
  async start(): Promise<void> {
    const { server, health, clock } = this.#parts;
    await this.#load();
    await this.#soon({ type: 'restarted', at: this.#now });
    this.#file = await this.#parts.file();
    this.#store.add(server.onConnection((connection) => this.#attach(connection)));
    this.#store.add(health.onChange(() => this.wake()));
    this.#store.add(clock.every(LOOK_MS, () => void this.#look()));
    this.#attach(server.connection);
  }

  get view(): ScansView {
    return scansView(this.#book, this.#file, this.#parts.organisation()?.name ?? '');
  }

  /** Throws as `scans/decide` says, and what the store throws: a yes that cannot be kept is none. */
  async decide(scanId: string, decision: ScanDecision): Promise<void> {
    const request = waitingScans(this.#book)[0];
    if (request?.scanId !== scanId) throw new AppError('consent.withdrawn', 'this is no longer what is asked');
    if (decision !== 'no') {
      await this.#allow(request, decision);
      return this.wake();
    }
    await this.#apply({ type: 'decided', at: this.#now, scanId, decision });
    await this.#tellAll();
  }

  /** First it holds no more and what runs by it ends, then it is kept so. */
  async revoke(): Promise<void> {
    this.#revocations += 1;
    await this.#apply({ type: 'revoked', at: this.#now });
    await this.#tellAll();
  }

  /** Something has ended or begun. */
  wake(): void {
    if (this.#parts.busy()) {
      const running = this.#book.requests.find(({ step }) => step === 'running');
      if (running) void this.#soon({ type: 'put-off', at: this.#now, scanId: running.scanId });
    }
    void this.#work();
  }

  dispose(): void {
    this.#store.dispose();
    this.#run.cancel();
    this.#changed.dispose();
  }

  get #now(): number {
    return Math.round(this.#parts.clock.now());
  }

  /** What cannot be read keeps nobody from help, and allows nothing. */
  async #load(): Promise<void> {
    try {
      const { book, untold } = await this.#kept.load();
      this.#book = book;
      for (const scanId of untold) this.#untold.add(scanId);
      this.#noteFirst();
    } catch (error) {
      this.#parts.logger.error('the scans that were asked for cannot be read', { error: toAppError(error).message });
    }
  }

  #attach(connection: Connection | undefined): void {
    if (!connection) return;
    connection.on(deviceSocket.scanAsk, (ask) => this.#handleAsk(ask));
    void this.#tellAll().then(() => this.wake());
  }

  #handleAsk(ask: Ask): void {
    if (this.#asks >= MAX_ASKS_AT_ONCE) return;
    this.#asks += 1;
    const answer = async () => {
      try {
        await this.#answer(ask);
      } catch (error) {
        // What cannot be kept is neither asked nor run; the server may ask again.
        this.#parts.logger.warn('a scan was not taken', { code: toAppError(error).code });
        await this.#say(ask.scanId, { is: 'failed' });
      } finally {
        this.#asks -= 1;
      }
    };
    const done = this.#turn.then(answer);
    this.#turn = done;
    void done.then(() => this.wake());
  }

  async #answer({ scanId, profile, levels }: Ask): Promise<void> {
    const organisation = this.#parts.organisation();
    if (!organisation) return void (await this.#say(scanId, { is: 'failed' }));
    this.#file = await this.#parts.file();
    await this.#apply({ type: 'asked', at: this.#now, scanId, profile, levels, organisation, file: this.#file });
    const request = this.#find(scanId);
    // Not taken: after a no nobody is asked for a while, and only a few can wait.
    if (!request) return void (await this.#say(scanId, { is: isResting(this.#book, this.#now) ? 'refused' : 'failed' }));
    if (request.step !== 'next' || this.#parts.busy() || this.#working) await this.#tell(request);
  }

  async #allow({ scanId, organisation, levels }: ScanRequest, decision: 'once' | 'always'): Promise<void> {
    const { busy, clock, random, identity, language } = this.#parts;
    if (busy()) throw new AppError('standing.not-now', 'not while somebody is here');
    if (this.#first?.scanId !== scanId || clock.monotonic() - this.#first.since < ALLOW_AFTER_MS) {
      throw new AppError('consent.too-early', 'it has only just come');
    }
    if (decision === 'once') return void (await this.#apply({ type: 'decided', at: this.#now, scanId, decision }));
    const at = this.#now;
    const receipt: ScanReceipt = {
      type: 'alongside-scan-consent/1',
      consentId: randomId(random),
      device: identity.publicKey,
      organisation,
      levels: [...levels],
      perDay: SCANS_A_DAY,
      from: at,
      until: at + MAX_SCAN_CONSENT_DAYS * DAY_MS,
      language: language(),
    };
    const before = this.#revocations;
    await this.#kept.sign(receipt, this.#book.consent);
    // One that was taken back while this was signed or written is not brought back by it.
    const still = () => this.#revocations === before && !busy();
    const isGiven = await this.#apply({ type: 'always', at, scanId, receipt }, still);
    if (!isGiven) throw new AppError('standing.not-now', 'something else came before it');
  }

  async #look(): Promise<void> {
    this.#file = await this.#parts.file();
    await this.#soon({ type: 'time', at: this.#now });
    await this.#tellAll();
    this.wake();
  }

  /** Sends what is made, then checks what is next, as long as there is something and nobody is disturbed. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      while (await this.#sendOne()) await this.#tellAll();
      while (await this.#runOne()) await this.#tellAll();
    } catch (error) {
      this.#parts.logger.error('a scan was put off', { error: toAppError(error).message });
    } finally {
      this.#working = false;
    }
  }

  /** False where there is nothing to send, or it cannot be sent now. */
  async #sendOne(): Promise<boolean> {
    const request = this.#book.requests.findLast(({ step }) => step === 'made');
    if (request?.step !== 'made' || !this.#parts.server.connection) return false;
    const { scanId } = request;
    const outcome = await this.#run.send(request);
    if (outcome === 'later') return false;
    await this.#apply({ type: outcome, at: this.#now, scanId });
    // Taken back while it was on its way: it does not stay there.
    if (outcome === 'sent' && this.#find(scanId)?.step !== 'done') await this.#run.takeBack(request.reportId);
    return true;
  }

  async #runOne(): Promise<boolean> {
    const { server, busy, health, organisation } = this.#parts;
    const request = nextScan(this.#book);
    const by = organisation();
    if (!request || !by || !server.connection || busy() || health.view.scan.state === 'running') return false;
    const { scanId } = request;
    // Asked first whether it is still wanted: what nobody takes is not made.
    if ((await this.#say(scanId, { is: 'running' })) === 'later') return false;
    this.#file = await this.#parts.file();
    const now = this.#find(scanId);
    if (now?.step !== 'next') return true;
    if (busy()) {
      // Somebody came in between, after it was said to run.
      await this.#tell(now);
      return false;
    }
    await this.#apply({ type: 'began', at: this.#now, scanId, organisation: by, file: this.#file });
    const begun = this.#find(scanId);
    if (begun?.step !== 'running') return true;
    this.#untold.delete(scanId);
    const reportId = await this.#run.run(begun, () => this.#find(scanId)?.step === 'running');
    if (reportId === undefined) await this.#apply({ type: 'failed', at: this.#now, scanId });
    else await this.#apply({ type: 'made', at: this.#now, scanId, reportId });
    await this.#tellAll();
    await this.#sendOne();
    return true;
  }

  /** As `#apply`, where nobody waits for the outcome. */
  async #soon(event: ScanBookEvent): Promise<void> {
    try {
      await this.#apply(event);
    } catch (error) {
      this.#parts.logger.error('the scans could not be kept', { error: toAppError(error).message });
    }
  }

  /** False where it changed nothing, or was overtaken. Throws what the store throws. */
  async #apply(event: ScanBookEvent, still: () => boolean = () => true): Promise<boolean> {
    const narrows = NARROWS.has(event.type) || (event.type === 'decided' && event.decision === 'no');
    const current = () => ({ book: this.#book, untold: this.#untold });
    const next = () => nextScanBook(this.#book, event);
    if (next() === this.#book) return false;
    if (narrows) {
      this.#take(next());
      await this.#kept.keep(current);
      return true;
    }
    await this.#kept.keep(() => ({ book: next(), untold: new Set([...this.#untold, ...changedScans(this.#book, next())]) }));
    const isStill = still() && next() !== this.#book;
    if (isStill) this.#take(next());
    else await this.#kept.keep(current);
    return isStill;
  }

  #take(book: ScanBook): void {
    for (const scanId of changedScans(this.#book, book)) this.#untold.add(scanId);
    this.#book = book;
    if (!book.requests.some(({ step }) => step === 'running')) this.#run.cancel();
    this.#noteFirst();
    this.#changed.fire();
  }

  #noteFirst(): void {
    const scanId = waitingScans(this.#book)[0]?.scanId;
    if (scanId === this.#first?.scanId) return;
    this.#first = scanId === undefined ? undefined : { scanId, since: this.#parts.clock.monotonic() };
  }

  #find(scanId: string): ScanRequest | undefined {
    return this.#book.requests.find((request) => request.scanId === scanId);
  }

  /** What the server has not heard, and again what waits: so it can say that it is wanted no more. */
  async #tellAll(): Promise<void> {
    for (const request of this.#book.requests) {
      // Told as soon as it is sent.
      if (request.step === 'made') continue;
      if (this.#untold.has(request.scanId) || request.step === 'person') await this.#tell(request);
    }
  }

  async #tell(request: ScanRequest): Promise<void> {
    if ((await this.#say(request.scanId, answerOf(request))) === 'later') return;
    // What became of it meanwhile is told apart.
    if (this.#find(request.scanId) === request) this.#untold.delete(request.scanId);
  }

  async #say(scanId: string, answer: ScanAnswer): Promise<'told' | 'later'> {
    const { connection } = this.#parts.server;
    if (!connection) return 'later';
    try {
      await connection.call(deviceSocket.scanAnswer, { scanId, answer });
      return 'told';
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code !== 'fleet.not-found') return 'later';
      await this.#soon({ type: 'gone', at: this.#now, scanId });
      this.#untold.delete(scanId);
      return 'told';
    }
  }
}

function changedScans(before: ScanBook, after: ScanBook): string[] {
  return after.requests.filter((request) => !before.requests.includes(request)).map(({ scanId }) => scanId);
}

function answerOf(request: ScanRequest): ScanAnswer {
  switch (request.step) {
    case 'person':
    // It waits for the person to be done with something else: the server, which gives what runs five minutes, is to know.
    case 'next':
      return { is: 'person' };
    case 'running':
    case 'made':
      return { is: 'running' };
    case 'done':
      return { is: 'done', reportId: request.reportId };
    case 'refused':
      return { is: 'refused' };
    case 'failed':
    case 'lapsed':
      return { is: 'failed' };
  }
}
