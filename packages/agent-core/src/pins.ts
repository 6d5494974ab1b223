import { looksLikeAnother } from '@alongside/base';
import type { TechnicianView } from '@alongside/protocol';
import type { Document, Documents } from './documents.ts';

type Pin = Document<'pins'>[number];

/** Technicians' keys that joined before: seen again they are recognised, another key under a known name is said. */
export class Pins {
  readonly #documents: Documents;
  #pins: readonly Pin[] = [];

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  async load(): Promise<void> {
    this.#pins = (await this.#documents.read('pins')) ?? [];
  }

  describe(technician: { name: string; publicKey: string }, organisation: string): TechnicianView {
    // A known key under another name is no acquaintance: the name comes from the server, and the user goes by it.
    const own = this.#pins.find((pin) => pin.publicKey === technician.publicKey && pin.name === technician.name);
    const sameName = this.#pins.some((pin) => pin.name.toLowerCase() === technician.name.toLowerCase());
    return {
      name: technician.name,
      organisation,
      lookAlike: looksLikeAnother(technician.name),
      standing: own
        ? { kind: 'pinned', times: own.times, lastAt: own.lastAt }
        : sameName
          ? { kind: 'new-key' }
          : { kind: 'unknown' },
    };
  }

  isPinned(key: string): boolean {
    return this.#pins.some((pin) => pin.publicKey === key);
  }

  /** Called once the link to this key is proven, not at the offer: a name alone pins nothing. */
  async seen(technician: { name: string; publicKey: string }, at: number): Promise<void> {
    const before = this.#pins.find((pin) => pin.publicKey === technician.publicKey);
    const pin: Pin = { publicKey: technician.publicKey, name: technician.name, times: (before?.times ?? 0) + 1, lastAt: at };
    const others = this.#pins.filter((other) => other.publicKey !== technician.publicKey);
    // The oldest give way: a thousand technicians is more than any machine meets.
    this.#pins = [...others, pin].slice(-1000);
    await this.#documents.write('pins', [...this.#pins]);
  }
}
