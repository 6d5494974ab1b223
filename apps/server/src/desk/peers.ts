import { Emitter, type Event } from '@alongside/base';
import type { GuestOut, GuestSide, Presence, Role, StandingOffer } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { GroupStanding } from '../accounts/group-standing.ts';
import type { TicketRow } from '../storage/tables.ts';

/** A device whose key is proven. */
export interface DevicePeer {
  readonly connection: Connection;
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  /** Before this connection. */
  readonly lastSeenAt: number | null;
  /** The last status told of each ticket, so that the same is not told twice. */
  readonly told: Map<string, string>;
  /** What its user allowed beforehand, as it says. */
  standing: readonly StandingOffer[];
  /** It left for good, and nothing more is taken from it. */
  retired: boolean;
}

/** A page that a ticket's user opened by its link, whose key is proven: it stands for that ticket and for no computer. */
export interface GuestPeer extends DevicePeer {
  readonly ticketId: string;
  /** What offers to it must name. */
  readonly requestId: string;
  /** Of the link by which it came. */
  readonly linkHash: string;
  readonly side: GuestSide;
  /** Why it is out, or will be once the session that runs has ended; undefined where it may stay. */
  outAfterwards: GuestOut | undefined;
}

/** Somebody who is told of a ticket as its user, and by which number they know it. */
interface UserEnd {
  readonly peer: DevicePeer;
  readonly requestId: string;
}

/** A technician's page whose sign-in and key are proven. */
export interface ConsolePeer {
  readonly connection: Connection;
  /** With what the groups of support make of them, which changes while the page is there. */
  user: GroupStanding & { readonly id: string; readonly name: string; readonly role: Role };
  readonly httpSessionId: string;
  readonly keyId: string;
  readonly publicKey: string;
  /** Where it comes from. */
  readonly address: string;
  /** Somebody vouched for its key; until then it may look and nothing more. */
  approved: boolean;
  /** The sign-in ended, or the key was removed: the page will not come back by itself. */
  signedOut: boolean;
}

interface Technician {
  readonly id: string;
  readonly name: string;
  readonly presence: Presence;
}

/** Who is connected, and how technicians say they stand. Memory only: presence never reaches the database. */
export class Peers {
  readonly #devices = new Map<string, DevicePeer>();
  /** By ticket. */
  readonly #guests = new Map<string, GuestPeer>();
  readonly #consoles = new Set<ConsolePeer>();
  readonly #presence = new Map<string, Presence>();
  readonly #changed = new Emitter<void>();
  /** Good until one of them comes, goes or changes: each computer is told how many there are. */
  #technicians: readonly Technician[] | undefined;

  /** Somebody came, went or changed their presence. */
  readonly onChange: Event<void> = this.#changed.event;

  get consoles(): readonly ConsolePeer[] {
    return [...this.#consoles];
  }

  get devices(): readonly DevicePeer[] {
    return [...this.#devices.values()];
  }

  device(id: string | null): DevicePeer | undefined {
    return id === null ? undefined : this.#devices.get(id);
  }

  get guests(): readonly GuestPeer[] {
    return [...this.#guests.values()];
  }

  guestOf(ticketId: string): GuestPeer | undefined {
    return this.#guests.get(ticketId);
  }

  /** The user's end of a session: a computer, or a page. */
  atEnd(id: string): DevicePeer | undefined {
    return this.#devices.get(id) ?? this.guests.find((guest) => guest.id === id);
  }

  /** Where the user of a ticket is right now. */
  usersOf({ id, deviceId, requestId }: Pick<TicketRow, 'id' | 'deviceId' | 'requestId'>): UserEnd[] {
    const device = this.device(deviceId);
    const guest = this.#guests.get(id);
    return [...(device ? [{ peer: device, requestId }] : []), ...(guest ? [{ peer: guest, requestId: guest.requestId }] : [])];
  }

  /** The same page again ends the connection before. */
  addGuest(peer: GuestPeer): void {
    const before = this.#guests.get(peer.ticketId);
    this.#guests.set(peer.ticketId, peer);
    before?.connection.close('this page connected again');
    this.#changed.fire();
  }

  /** False where it is not there, or has connected anew meanwhile. */
  removeGuest(peer: GuestPeer): boolean {
    if (this.#guests.get(peer.ticketId) !== peer) return false;
    this.#guests.delete(peer.ticketId);
    this.#changed.fire();
    return true;
  }

  consolesOf(userId: string): readonly ConsolePeer[] {
    return this.consoles.filter((peer) => peer.user.id === userId);
  }

  /** A device has one connection: the newest ends the one before. */
  addDevice(peer: DevicePeer): void {
    const before = this.#devices.get(peer.id);
    this.#devices.set(peer.id, peer);
    before?.connection.close('this device connected again');
    this.#changed.fire();
  }

  /** False where the device has connected anew meanwhile. */
  removeDevice(peer: DevicePeer): boolean {
    if (this.#devices.get(peer.id) !== peer) return false;
    this.#devices.delete(peer.id);
    this.#changed.fire();
    return true;
  }

  addConsole(peer: ConsolePeer): void {
    this.#consoles.add(peer);
    this.#techniciansChanged();
  }

  removeConsole(peer: ConsolePeer): boolean {
    const was = this.#consoles.delete(peer);
    if (was) this.#techniciansChanged();
    return was;
  }

  /** A page's key counts now, or no longer. */
  setApproved(peer: ConsolePeer, approved: boolean): void {
    if (peer.approved === approved) return;
    peer.approved = approved;
    this.#techniciansChanged();
  }

  /** Groups changed: what their pages may see from now on. */
  setStanding(userId: string, { tier, outsideGroupIds }: GroupStanding): void {
    const isOther = ({ user }: ConsolePeer) => user.tier !== tier || user.outsideGroupIds.join() !== outsideGroupIds.join();
    const others = this.consolesOf(userId).filter(isOther);
    for (const peer of others) peer.user = { ...peer.user, tier, outsideGroupIds };
    if (others.length > 0) this.#changed.fire();
  }

  /** What the technician chose; available until something else was. */
  chosenPresence(userId: string): Presence {
    return this.#presence.get(userId) ?? 'available';
  }

  setPresence(userId: string, presence: Presence): void {
    this.#presence.set(userId, presence);
    this.#techniciansChanged();
  }

  /** Technicians with a page open that may help, each once, by name. */
  get technicians(): readonly Technician[] {
    this.#technicians ??= this.#namedTechnicians();
    return this.#technicians;
  }

  get techniciansAvailable(): number {
    return this.technicians.filter((technician) => technician.presence === 'available').length;
  }

  #namedTechnicians(): Technician[] {
    const byId = new Map(
      this.consoles.filter(({ approved }) => approved).map(({ user }) => [user.id, { id: user.id, name: user.name }]),
    );
    return [...byId.values()]
      .map((technician) => ({ ...technician, presence: this.chosenPresence(technician.id) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  #techniciansChanged(): void {
    this.#technicians = undefined;
    this.#changed.fire();
  }
}
