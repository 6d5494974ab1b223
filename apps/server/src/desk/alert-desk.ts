import { AppError, type Disposable, randomId, toAppError } from '@alongside/base';
import { type AlertEvent, type AlertNews, FLAP_HOLD_MS, isMuted, isOpen, nextAlert } from '@alongside/desk';
import { findingTicket } from '@alongside/diagnostics/words';
import { type AlertTickets, MAX_RAISED, type Report } from '@alongside/protocol';
import { alertColumns, alertState } from '../storage/alert-store.ts';
import type { AlertRow } from '../storage/fleet-tables.ts';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';
import { type BoardTicket, boardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** What is held back for hours is told within a minute. */
const LOOK_MS = 60_000;

type NewAlert = Omit<AlertRow, 'organisationId'>;

export interface AlertStory {
  readonly device: { readonly id: string; readonly name: string };
  readonly alert: Pick<AlertRow, 'id' | 'check' | 'status' | 'times' | 'openedAt'>;
}

/** One alert of each device and finding, fed by the reports that are kept. Its caller runs one action after the other. */
export class AlertDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #tell: (news: AlertNews, story: AlertStory) => Promise<void>;
  readonly #later: (action: () => Promise<unknown>) => void;
  #next: Disposable | undefined;

  constructor(
    parts: DeskParts,
    journal: TicketJournal,
    tell: (news: AlertNews, story: AlertStory) => Promise<void>,
    later: (action: () => Promise<unknown>) => void,
  ) {
    this.#parts = parts;
    this.#journal = journal;
    this.#tell = tell;
    this.#later = later;
  }

  /** Tells what was held back long enough, and looks again from time to time. */
  async load(): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    this.#next?.dispose();
    this.#next = clock.after(LOOK_MS, () => this.#later(() => this.load()));
    const at = clock.now();
    for (const { row, deviceName } of await stores.alerts.held(organisationId, at - FLAP_HOLD_MS)) {
      const maintenance = await stores.fleet.inMaintenance(organisationId, row.deviceId, at);
      const step = nextAlert(alertState(row), { type: 'settled', at, maintenance });
      if (!step.state || step.news === undefined) continue;
      const { organisationId: _, ...before } = row;
      const device = { id: row.deviceId, name: deviceName };
      const after = { ...before, ...alertColumns(step.state) };
      await this.#tell(step.news, storyOf(device, after));
      await stores.alerts.keep(organisationId, [
        await this.#ticketed(device, { before: row, row: after, news: step.news, rule: 'off' }),
      ]);
    }
  }

  dispose(): void {
    this.#next?.dispose();
  }

  /** A report came. One that is older than what is known of a finding says nothing of it. */
  async reported(device: Pick<DevicePeer, 'id' | 'name'>, report: Report, diagnosisId: string): Promise<void> {
    const { stores, organisationId, clock, random } = this.#parts;
    const now = clock.now();
    const maintenance = await stores.fleet.inMaintenance(organisationId, device.id, now);
    const rule = await stores.alerts.ticketRule(organisationId);
    const known = new Map((await stores.alerts.ofDevice(organisationId, device.id)).map((row) => [row.check, row]));
    // By the device's own clock: one that runs ahead must not make the right time look old for ever.
    const foundAt = Math.min(report.meta.startedAt, now);
    let room = MAX_RAISED - known.size;
    const rows: NewAlert[] = [];
    const news: { news: AlertNews; row: NewAlert }[] = [];
    for (const { check, status } of report.findings) {
      const before = known.get(check);
      if (before && before.foundAt > foundAt) continue;
      // Names of checks are the device's: it cannot fill the table with ever new ones.
      if (!before && room <= 0) continue;
      const event: AlertEvent = { type: 'found', status, at: now, maintenance };
      const step = nextAlert(before && alertState(before), event);
      if (!step.state) continue;
      if (!before) room -= 1;
      const id = before?.id ?? randomId(random);
      const ticketId = before?.ticketId ?? null;
      const row = { id, deviceId: device.id, check, ticketId, diagnosisId, foundAt, ...alertColumns(step.state) };
      const ticketed = await this.#ticketed(device, { before, row, news: step.news, rule });
      rows.push(ticketed);
      if (step.news) news.push({ news: step.news, row: ticketed });
    }
    // Told first: of what is kept as told and was not, nobody would ever hear.
    for (const each of news) await this.#tell(each.news, storyOf(device, each.row));
    await stores.alerts.keep(organisationId, rows);
  }

  /** Those of a report, or of all, that whoever listens takes for open: to be read before they go with it. */
  async toldOf({ id, name }: Pick<DevicePeer, 'id' | 'name'>, diagnosisId: string | null): Promise<AlertStory[]> {
    const { stores, organisationId, clock } = this.#parts;
    const now = clock.now();
    if (await stores.fleet.inMaintenance(organisationId, id, now)) return [];
    const rows = await stores.alerts.ofDevice(organisationId, id);
    return rows
      .filter((row) => row.told === 1 && !isMuted(row, now) && (diagnosisId === null || row.diagnosisId === diagnosisId))
      .map((row) => storyOf({ id, name }, row));
  }

  /** They went with what told of them. */
  async over(stories: readonly AlertStory[]): Promise<void> {
    for (const story of stories) await this.#tell('closed', story);
  }

  /** Throws `fleet.not-found`. */
  async mute(id: string, until: number | null): Promise<void> {
    await this.#step(id, { type: 'muted', until });
  }

  /** Throws `fleet.not-found`. */
  async dismiss(id: string): Promise<void> {
    await this.#step(id, { type: 'dismissed', at: this.#parts.clock.now() });
  }

  /** Its ticket; a new one where it has none that is open. Throws `fleet.not-found`. */
  async ticket(id: string, text: string): Promise<{ ticketId: string; number: number }> {
    const { stores, organisationId } = this.#parts;
    const row = await this.#find(id);
    const device = await stores.devices.find(organisationId, row.deviceId);
    if (!device || device.retiredAt !== null) throw notFound();
    const before = await this.#ticketOf(row);
    if (before && isOpen(before.state)) return { ticketId: before.row.id, number: before.row.number };
    if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    const made = await this.#open(device, text);
    await stores.alerts.keep(organisationId, [{ ...row, ticketId: made.id }]);
    return { ticketId: made.id, number: made.number };
  }

  /** None where it has none, or that one is damaged: then another can be made. */
  async #ticketOf({ ticketId }: Pick<AlertRow, 'ticketId'>): Promise<BoardTicket | undefined> {
    if (ticketId === null) return undefined;
    const { stores, organisationId, board } = this.#parts;
    const open = board.get(ticketId);
    if (open) return open;
    const record = await stores.tickets.findSound(organisationId, ticketId);
    return record && boardTicket(record);
  }

  async #open(device: Pick<DevicePeer, 'id' | 'name'>, text: string): Promise<{ id: string; number: number }> {
    const { stores, organisationId, clock, random, board, announcer } = this.#parts;
    const request = {
      id: randomId(random),
      requestId: randomId(random),
      deviceId: device.id,
      requester: device.name,
      text,
      proof: '',
      at: clock.now(),
      startedBy: 'finding',
    } as const;
    const made = await stores.tickets.create(organisationId, request);
    if (made.created) announcer.ticketEvent(board.opened(made.row, made.created), made.created);
    return made.row;
  }

  /** The alert with its ticket moved along. One that cannot be moved keeps no report from being taken: what was sent is here. */
  async #ticketed(
    device: Pick<DevicePeer, 'id' | 'name'>,
    { before, row, news, rule }: { before: AlertRow | undefined; row: NewAlert; news: AlertNews | undefined; rule: AlertTickets },
  ): Promise<NewAlert> {
    try {
      if (before) await this.#moveTicket(before, row, news);
      return wantsTicket(rule, row.status, news) ? await this.#withTicket(device, row) : row;
    } catch (error) {
      const { logger } = this.#parts;
      logger.error('the ticket of an alert could not be changed', { alertId: row.id, error: toAppError(error).message });
      return row;
    }
  }

  /** By the admins' rule: its ticket opened again, or a new one where that cannot be. */
  async #withTicket(device: Pick<DevicePeer, 'id' | 'name'>, row: NewAlert): Promise<NewAlert> {
    const before = await this.#ticketOf(row);
    if (before && (isOpen(before.state) || (await this.#reopen(before)))) return row;
    return { ...row, ticketId: (await this.#open(device, findingTicket(row.check, row.status))).id };
  }

  /** A ticket that nobody has taken goes with its finding; it comes back, rather than anew, once that is told again. */
  async #moveTicket(before: AlertRow, after: NewAlert, news: AlertNews | undefined): Promise<void> {
    if (after.ticketId === null) return;
    const { stores, organisationId } = this.#parts;
    const record = await stores.tickets.find(organisationId, after.ticketId);
    if (!record) return;
    const ticket = boardTicket(record);
    const { state } = ticket;
    const isGone = !isOver(before) && isOver(after);
    // One that flaps is back without news; its ticket that somebody has solved meanwhile is back with it.
    const isBack =
      news === 'opened' || news === 'reopened' || (before.state === 'closed' && after.state === 'open' && after.told === 1);
    if (isGone && state.state === 'waiting') await this.#journal.append(after.ticketId, SYSTEM, { type: 'cancelled' });
    if (isBack && !isOpen(state)) await this.#reopen(ticket);
  }

  /** False where it stays as it is: it ended in another one, was said to be no request at all, or is full. */
  async #reopen({ row, ticket }: BoardTicket): Promise<boolean> {
    if (ticket.status !== 'resolved' && ticket.status !== 'closed') return false;
    try {
      await this.#journal.append(row.id, SYSTEM, { type: 'reopened' });
      return true;
    } catch (error) {
      if (toAppError(error).code === 'ticket.full') return false;
      throw error;
    }
  }

  async #step(id: string, event: AlertEvent): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const { organisationId: _, ...row } = await this.#find(id);
    const { state } = nextAlert(alertState({ organisationId, ...row }), event);
    if (state) await stores.alerts.keep(organisationId, [{ ...row, ...alertColumns(state) }]);
  }

  async #find(id: string): Promise<AlertRow> {
    const row = await this.#parts.stores.alerts.find(this.#parts.organisationId, id);
    if (!row) throw notFound();
    return row;
  }
}

/** Gone, and not only for a moment. */
function isOver({ state, told }: Pick<AlertRow, 'state' | 'told'>): boolean {
  return state === 'closed' && told === 0;
}

/** What is told is what wants somebody: in maintenance and while muted it is not. */
function wantsTicket(rule: AlertTickets, status: AlertRow['status'], news: AlertNews | undefined): boolean {
  const isNew = news === 'opened' || news === 'reopened' || news === 'worse';
  return isNew && (rule === 'warn' || (rule === 'fail' && status === 'fail'));
}

function storyOf({ id, name }: Pick<DevicePeer, 'id' | 'name'>, row: NewAlert): AlertStory {
  const { check, status, times, openedAt } = row;
  return { device: { id, name }, alert: { id: row.id, check, status, times, openedAt } };
}

function notFound(): AppError {
  return new AppError('fleet.not-found', 'there is no such alert');
}
