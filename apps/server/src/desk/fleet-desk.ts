import type { Disposable } from '@alongside/base';
import { consoleSocket, scopeOf } from '@alongside/protocol';
import { AlertDesk } from './alert-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { ScanDesk } from './scan-desk.ts';
import { ScheduleDesk } from './schedule-desk.ts';
import type { BoardChange } from './ticket-board.ts';
import type { TicketJournal } from './ticket-journal.ts';
import { ticketNews } from './webhook-news.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** Pages ask anew when they are told; a thousand devices that report at once tell them once a second. */
const TELL_EACH_MS = 1_000;

/** All devices together. */
export class FleetDesk implements Disposable {
  readonly alerts: AlertDesk;
  readonly scans: ScanDesk;
  readonly schedules: ScheduleDesk;
  readonly webhooks: WebhookSender;
  readonly #parts: DeskParts;
  readonly #peers: Disposable;
  readonly #board: Disposable;
  #telling: Disposable | undefined;
  #online = 0;

  constructor(parts: DeskParts, journal: TicketJournal, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.webhooks = parts.webhooks;
    this.alerts = new AlertDesk(parts, journal, (news, story) => this.webhooks.send('alerts', news, story), later);
    this.#board = parts.board.onChange((change) => {
      if (ticketNews(change)) later(() => this.tell(change));
    });
    this.scans = new ScanDesk(parts, () => this.changed(), later);
    this.#peers = parts.peers.onChange(() => this.#peersChanged());
    this.schedules = new ScheduleDesk(parts, this.scans, later);
  }

  async load(): Promise<void> {
    await this.scans.load();
    await this.webhooks.load();
    await this.alerts.load();
  }

  /** Other programs hear of a ticket, each once: what was kept of it before the server stopped is not kept again. */
  async tell(change: BoardChange): Promise<void> {
    const news = ticketNews(change);
    if (!news || !change.entry) return;
    const { stores, organisationId } = this.#parts;
    const of = { ticketId: change.ticket.row.id, seq: change.entry.event.seq };
    await this.webhooks.send('tickets', news.event, news.story, `${of.ticketId} ${of.seq}`);
    await stores.untold.done(organisationId, { ...of, whom: 'webhooks' });
  }

  /** Pages that show the fleet hear of it within a second. */
  changed(): void {
    this.#telling ??= this.#parts.clock.after(TELL_EACH_MS, () => {
      this.#telling = undefined;
      for (const { user, connection } of this.#parts.peers.consoles) {
        if (scopeOf(user, 'fleet.read')) connection.notify(consoleSocket.fleetChanged, {});
      }
    });
  }

  /** Each change is told by itself, so that one device more or less is another number. */
  #peersChanged(): void {
    const online = this.#parts.peers.devices.length;
    if (online === this.#online) return;
    this.#online = online;
    this.changed();
  }

  dispose(): void {
    this.#peers.dispose();
    this.#board.dispose();
    this.#telling?.dispose();
    this.alerts.dispose();
    this.schedules.dispose();
    this.scans.dispose();
  }
}
