import { AppError } from '@alongside/base';

interface Part {
  readonly index: number;
  readonly of: number;
  readonly data: string;
}

/**
 * The one thing that a page hands over in parts, in base64: each in its turn, and no more than there may be. The first part
 * of another takes the place of this. `T` is what each part is kept as.
 */
export class StagedParts<A, T = string> {
  readonly #maxBytes: number;
  readonly #kept: (data: string) => T;
  #staged: { readonly id: string; readonly of: number; readonly about: A; readonly data: T[]; chars: number } | undefined;

  constructor(maxBytes: number, kept: (data: string) => T) {
    this.#maxBytes = maxBytes;
    this.#kept = kept;
  }

  /** Throws `request.invalid` for a part out of its turn, `request.too-large`. */
  add(id: string, { index, of, data }: Part, about: A): void {
    if (index === 0) this.#staged = { id, of, about, data: [], chars: 0 };
    const staged = this.#staged;
    if (staged?.id !== id || staged.data.length !== index || staged.of !== of) {
      throw new AppError('request.invalid', 'this part is out of its turn');
    }
    staged.chars += data.length;
    if ((staged.chars * 3) / 4 <= this.#maxBytes + 2) staged.data.push(this.#kept(data));
    else {
      this.#staged = undefined;
      throw new AppError('request.too-large', 'this is too large');
    }
  }

  /** Throws `request.invalid` where it has not come whole. */
  whole(id: string): { readonly about: A; readonly data: readonly T[] } {
    const staged = this.#staged;
    if (staged?.id === id && staged.data.length === staged.of) return staged;
    throw new AppError('request.invalid', 'it did not come whole');
  }

  drop(): void {
    this.#staged = undefined;
  }
}
