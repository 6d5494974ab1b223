import type { Crypto, RandomSource } from '@alongside/base';
import { wordsOf } from '../words.ts';

/** Words as they are read aloud. */
export type Words = readonly string[];

/** 44 bits. */
const COUNT = 4;

/** What the words are made of; both sides must hold the same. */
export interface ShortStringFacts {
  readonly sessionId: string;
  /** Raw Ed25519 public keys, as each side's link has proven the other's. */
  readonly agentKey: string;
  readonly technicianKey: string;
  /** Of the link that the comparison names (packages/peer). */
  readonly transcriptHash: string;
  readonly agentNonce: string;
  readonly technicianNonce: string;
}

/** What the agent tells before it sees the technician's nonce, so that it cannot choose its own to fit. */
export function commitmentOf(crypto: Crypto, agentNonce: string): string {
  return crypto.sha256(`alongside-words-commit/1\n${agentNonce}`);
}

/**
 * The first 44 bits of SHA-256 over one fact a line, as four words of the BIP-39 English list. No value holds a line
 * feed: each is checked by schema before.
 */
export function shortString(crypto: Crypto, facts: ShortStringFacts): Words {
  const hash = crypto.sha256(
    [
      'alongside-words/1',
      `session ${facts.sessionId}`,
      `agent ${facts.agentKey}`,
      `technician ${facts.technicianKey}`,
      `transcript ${facts.transcriptHash}`,
      `agent nonce ${facts.agentNonce}`,
      `technician nonce ${facts.technicianNonce}`,
    ].join('\n'),
  );
  return wordsOf(bytesOf(hash), COUNT);
}

/**
 * The true words among two other strings, none of which has a word in common with another, in random order: whoever
 * heard one word right has not heard one of the others. `right` is where the true ones stand.
 */
export function choicesOf(words: Words, random: RandomSource): { readonly choices: readonly Words[]; readonly right: number } {
  const used = new Set<string>(words);
  const decoys = [decoy(used, random), decoy(used, random)];
  const right = below(3, random);
  return { choices: [...decoys.slice(0, right), words, ...decoys.slice(right)], right };
}

function decoy(used: Set<string>, random: RandomSource): Words {
  const words: string[] = [];
  while (words.length < COUNT) {
    const [drawn] = wordsOf(random.bytes(2), 1);
    if (drawn === undefined || used.has(drawn)) continue;
    used.add(drawn);
    words.push(drawn);
  }
  return words;
}

/** Uniform: what would make some numbers likelier is drawn anew. */
function below(count: number, random: RandomSource): number {
  for (;;) {
    const [drawn = 0] = random.bytes(1);
    if (drawn < 256 - (256 % count)) return drawn % count;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
