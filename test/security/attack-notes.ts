import { appendFileSync } from 'node:fs';
import { afterAll } from 'vitest';

/**
 * What the attacks of a test file sent, for the last lines of `npm run test:security`; elsewhere nobody asks for it.
 */
const frames = new Map<string, number>();
const roles = new Set<string>();
let inputs = 0;

export function noteFrame(method: string): void {
  frames.set(method, (frames.get(method) ?? 0) + 1);
}

/** Whoever is played by this test file. */
export function playedAs(...who: readonly string[]): void {
  for (const role of who) roles.add(role);
}

export function noteInputs(count: number): void {
  inputs += count;
}

afterAll(() => {
  const file = process.env.ALONGSIDE_ATTACK_NOTES;
  if (file === undefined) return;
  appendFileSync(file, `${JSON.stringify({ frames: Object.fromEntries(frames), roles: [...roles], inputs })}\n`);
});
