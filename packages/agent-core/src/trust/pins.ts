import { lookOf, looksLikeAnother } from '@alongside/base';
import type { Certification, Vouched } from '@alongside/identity';
import type { TechnicianView } from '@alongside/protocol';
import type { Document, Documents } from '../documents/documents.ts';

type Pin = Document<'pins'>[number];
type Standing = TechnicianView['standing'];
/** How it was known whose key this is: the organisation vouched, four words were compared, or not at all. */
export type PinProof = Pin['proof'];

interface Named {
  readonly name: string;
  readonly publicKey: string;
}

/** A technician of whom this machine knows whose key it is. */
export interface Proven extends Named {
  readonly proof: Exclude<PinProof, 'seen'>;
  /** What the organisation said of the key when it was here; whether that still counts is not looked at. */
  readonly vouched: Vouched | null;
}

const STRENGTH: Readonly<Record<PinProof, number>> = { seen: 0, certified: 1, words: 2 };

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

  /** `certification` is undefined where this device pinned no organisation. */
  describe(technician: Named, organisation: string, certification: Certification | undefined): TechnicianView {
    return {
      name: technician.name,
      organisation,
      lookAlike: looksLikeAnother(technician.name),
      standing: this.#standing(technician, certification),
    };
  }

  /** Whose key this machine knows for theirs. */
  get proven(): readonly Proven[] {
    return this.#pins.flatMap(({ publicKey, name, proof, vouched }) =>
      proof === 'seen' ? [] : [{ publicKey, name, proof, vouched }],
    );
  }

  /**
   * What a certificate says that came with an offer. One that is older than what was here already names no groups: whoever
   * was taken out of one must not come back into it by showing the certificate from before.
   */
  newest(technician: Named, offered: Vouched): Vouched {
    const before = this.#pins.find((pin) => isSame(pin, technician))?.vouched;
    return before?.organisation === offered.organisation && before.from > offered.from ? { ...offered, groups: [] } : offered;
  }

  /** Called once the link to this key is proven, not at the offer: a name alone pins nothing. */
  async seen(technician: Named, at: number, proof: PinProof, vouched?: Vouched): Promise<void> {
    // What was proven of a key under another name proves nothing of this one, and is not forgotten for it either.
    const before = this.#pins.find((pin) => isSame(pin, technician));
    const keptVouched = before?.vouched ?? null;
    const isOlder = !vouched || (keptVouched?.organisation === vouched.organisation && keptVouched.from > vouched.from);
    const known = before?.proof ?? 'seen';
    const pin: Pin = {
      publicKey: technician.publicKey,
      name: technician.name,
      times: (before?.times ?? 0) + 1,
      lastAt: at,
      proof: STRENGTH[known] > STRENGTH[proof] ? known : proof,
      vouched: isOlder ? keptVouched : vouched,
    };
    const others = this.#pins.filter((other) => !isSame(other, technician));
    // The oldest give way: a thousand technicians is more than any machine meets.
    this.#pins = [...others, pin].slice(-1000);
    await this.#documents.write('pins', [...this.#pins]);
  }

  /** The user heard the right words in a session with this key, which was `seen` at its beginning. */
  async compared(technician: Named): Promise<void> {
    this.#pins = this.#pins.map((pin) => (isSame(pin, technician) ? { ...pin, proof: 'words' } : pin));
    await this.#documents.write('pins', [...this.#pins]);
  }

  #standing(technician: Named, certification: Certification | undefined): Standing {
    // A known key under another name is no acquaintance: the name comes from the server, and the user goes by it.
    const own = this.#pins.find((pin) => isSame(pin, technician));
    const sameName = this.#pins.filter((pin) => lookOf(pin.name) === lookOf(technician.name));
    if (certification?.certified) {
      const met = this.#pins.filter((pin) => pin.name === technician.name && (pin === own || pin.proof === 'certified'));
      return {
        kind: 'certified',
        times: met.reduce((sum, pin) => sum + pin.times, 0),
        lastAt: met.length > 0 ? Math.max(...met.map((pin) => pin.lastAt)) : null,
        newKey: !own && sameName.length > 0,
      };
    }
    if (own && isPinned(own, certification)) return { kind: 'pinned', times: own.times, lastAt: own.lastAt };
    return sameName.some((pin) => pin !== own) ? { kind: 'new-key' } : { kind: 'unknown' };
  }
}

function isSame(one: Named, other: Named): boolean {
  return one.publicKey === other.publicKey && one.name === other.name;
}

/**
 * Revoked keys are nobody's. Without a fresh list a key that the organisation vouched for may have been revoked since, and
 * whoever keeps the list back must not gain by it.
 */
function isPinned({ proof }: Pin, certification: Certification | undefined): boolean {
  if (certification?.certified === false && certification.reason === 'revoked') return false;
  const listIsOld = certification?.certified === false && certification.reason === 'no-fresh-list';
  return proof === 'words' || (proof === 'certified' && !listIsOld);
}
