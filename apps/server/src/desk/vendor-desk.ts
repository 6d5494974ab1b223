import { AppError, randomId } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { isAgreed, notAgreed, packageFor, packageSeenBy } from '@alongside/desk';
import type { KeptPackage, Report, ShownPackage, VendorRecord } from '@alongside/protocol';
import { report as reportSchema, vendorPackage } from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { TicketRecord } from '../storage/ticket-store.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import { reportSeenBy } from './report-reader.ts';
import { boardTicket } from './ticket-board.ts';
import type { TicketJournal } from './ticket-journal.ts';
import { readerOf } from './ticket-reader.ts';

const MAX_VENDORS = 200;
const HOUR_MS = 60 * 60_000;
/** As whom a package is made: nobody in particular from outside. */
const OUTSIDE = { id: '', role: 'vendor', tier: 1 } as const;

/** What goes out of the house with a ticket, by its user's yes to exactly these bytes. Its caller keeps the order. */
export class VendorDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  list(): Promise<VendorRecord[]> {
    const { stores, organisationId } = this.#parts;
    return stores.vendors.list(organisationId);
  }

  async create(vendor: Omit<VendorRecord, 'id' | 'version'>, by: string): Promise<string> {
    mustHaveName(vendor);
    if ((await this.list()).length >= MAX_VENDORS) throw new AppError('request.invalid', 'there are too many vendors');
    const { stores, organisationId, random } = this.#parts;
    const id = randomId(random);
    await stores.vendors.create(organisationId, { ...vendor, id }, by);
    return id;
  }

  /** Throws `vendor.not-found`, and `settings.changed` where somebody else has written it since. */
  async write(vendor: VendorRecord, by: string): Promise<void> {
    mustHaveName(vendor);
    const { stores, organisationId } = this.#parts;
    if (!(await stores.vendors.write(organisationId, vendor, by))) throw notFound();
  }

  async remove(id: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    if (!(await stores.vendors.remove(organisationId, id))) throw notFound();
  }

  /** What this vendor would get now. Throws `vendor.not-found`, `ticket.not-found`. */
  async preview(who: Helper, ticketId: string, vendorId: string): Promise<ShownPackage> {
    const record = await this.#record(who, ticketId);
    return shownTo(who, record, await this.#make(record, await this.#vendor(vendorId)));
  }

  async ask(who: Helper, ticketId: string, vendorId: string): Promise<ShownPackage> {
    const { stores, organisationId, clock } = this.#parts;
    const vendor = await this.#vendor(vendorId);
    const record = await this.#record(who, ticketId);
    const made = await this.#make(record, vendor);
    await stores.vendors.keep(organisationId, { ...made, ticketId, madeAt: clock.now() });
    await this.#journal.append(ticketId, actorOf(who), {
      type: 'vendor-asked',
      vendor: { vendorId, name: vendor.name },
      package: made.sha256,
      bytes: utf8Length(made.text),
    });
    return shownTo(who, record, made);
  }

  /** Throws `vendor.not-agreed`. */
  async sent(who: Helper, ticketId: string, reference: string): Promise<void> {
    if (reference.trim() === '') throw new AppError('request.invalid', 'reference: it is empty');
    const { stores, organisationId, clock } = this.#parts;
    const { vendor: hand } = boardTicket(await this.#record(who, ticketId)).ticket;
    if (!isAgreed(hand)) throw notAgreed();
    const vendor = await stores.vendors.find(organisationId, hand.vendor.vendorId);
    const dueAt = hand.state === 'sent' ? hand.dueAt : clock.now() + (vendor?.answerWithinHours ?? 0) * HOUR_MS;
    await this.#journal.append(ticketId, actorOf(who), { type: 'vendor-sent', package: hand.package, reference, dueAt });
  }

  /**
   * What the user agreed to. Throws `vendor.not-agreed` until then, `auth.role` where something in it is not for this reader
   * (other bytes are not what was agreed to), and where the ticket is out of reach `ticket.not-found`.
   */
  async read(who: Helper, ticketId: string): Promise<KeptPackage> {
    const record = await this.#record(who, ticketId, 'tickets.read');
    const { vendor } = boardTicket(record).ticket;
    if (!isAgreed(vendor)) throw notAgreed();
    const kept = await keptPackage(this.#parts, vendor.package);
    if (shownTo(who, record, kept).reduced) throw new AppError('auth.role', 'something in this package is not for this account');
    return kept;
  }

  async #make({ row, events }: TicketRecord, { name }: VendorRecord): Promise<KeptPackage> {
    const { stores, organisationId, clock, crypto } = this.#parts;
    const device = row.deviceId === null ? undefined : await stores.devices.find(organisationId, row.deviceId);
    const made = packageFor({
      number: row.number,
      vendor: name,
      madeAt: clock.now(),
      ticket: boardTicket({ row, events }).ticket,
      events,
      report: await this.#newestReport(row.id),
      redact: readerOf(OUTSIDE, row, device?.name ?? '').redact,
      bytesOf: (each) => utf8Length(canonical(each)),
    });
    const text = canonical(made);
    return { sha256: crypto.sha256(text), text };
  }

  async #newestReport(ticketId: string): Promise<Report | undefined> {
    const { stores, organisationId } = this.#parts;
    const [newest] = await stores.diagnoses.ofTicket(organisationId, ticketId);
    const row = newest && (await stores.diagnoses.find(organisationId, newest.id));
    return row && reportSchema.parse(JSON.parse(reportSeenBy(OUTSIDE, row.body)));
  }

  async #vendor(id: string): Promise<VendorRecord> {
    const { stores, organisationId } = this.#parts;
    const vendor = await stores.vendors.find(organisationId, id);
    if (!vendor) throw notFound();
    return vendor;
  }

  async #record(
    who: Helper,
    ticketId: string,
    permission: 'tickets.read' | 'tickets.write' = 'tickets.write',
  ): Promise<TicketRecord> {
    const { stores, organisationId } = this.#parts;
    const record = await stores.tickets.find(organisationId, ticketId);
    if (!record) throw new AppError('ticket.not-found', 'there is no such ticket');
    checkReach({ user: who }, permission, boardTicket(record));
    return record;
  }
}

function mustHaveName({ name }: Pick<VendorRecord, 'name'>): void {
  if (name.trim() === '') throw new AppError('request.invalid', 'name: it is empty');
}

function shownTo(who: Helper, { row, events }: TicketRecord, { sha256, text }: KeptPackage): ShownPackage {
  const made = vendorPackage.parse(JSON.parse(text));
  const seen = packageSeenBy(readerOf(who, row, ''), made, events);
  return { sha256, text: seen === made ? text : canonical(seen), reduced: seen !== made };
}

/** A package whose bytes are still those of its hash. Throws `storage.broken`, `vendor.not-asked`. */
export async function keptPackage(
  { stores, organisationId, crypto }: Pick<DeskParts, 'stores' | 'organisationId' | 'crypto'>,
  sha256: string,
): Promise<KeptPackage> {
  const kept = await stores.vendors.kept(organisationId, sha256);
  if (!kept) throw new AppError('vendor.not-asked', 'there is no such package');
  if (crypto.sha256(kept.text) !== sha256) throw new AppError('storage.broken', 'this package is not what was agreed to');
  return kept;
}

function notFound(): AppError {
  return new AppError('vendor.not-found', 'there is no such vendor');
}
