import type { Crypto } from '@alongside/base';
import { judgeRevocations, readRevocations, type VerifiedRevocations } from '@alongside/identity';
import { signedByAdmin } from '@alongside/protocol';

export type PastedList =
  | { readonly problem: 'not-a-list' | 'not-newer' | 'signer' }
  /** `forgotten`: keys that are revoked now and would count again, since the keeper built on an older list. */
  | { readonly list: VerifiedRevocations; readonly forgotten: readonly string[] };

interface Parts {
  readonly organisation: string;
  /** The newest list that is known here. */
  readonly kept: VerifiedRevocations | undefined;
  readonly crypto: Crypto;
  readonly now: number;
}

/** A list that was signed elsewhere, by the keeper of the organisation's key (`alongside org revoke-admin`). */
export async function readPastedList(text: string, { organisation, kept, crypto, now }: Parts): Promise<PastedList> {
  const signed = parse(text);
  const list = signed && (await readRevocations(signed, organisation, crypto));
  if (!list) return { problem: 'not-a-list' };
  const judgement = judgeRevocations(list, { kept, now });
  if (judgement === 'taken') {
    const forgotten = kept?.content.keys.filter((key) => !list.content.keys.includes(key)) ?? [];
    return { list, forgotten };
  }
  return { problem: judgement === 'same' || judgement === 'older' ? 'not-newer' : 'signer' };
}

function parse(text: string) {
  try {
    // Terminals break long lines, and no part of a list has a space.
    return signedByAdmin.safeParse(JSON.parse(text.replaceAll(/\s/gu, ''))).data;
  } catch {
    return undefined; // No JSON.
  }
}
