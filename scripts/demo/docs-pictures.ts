import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from './step.ts';

interface DocsPicture {
  readonly name: string;
  /** The step whose pictures it is made of. */
  readonly step: string;
  readonly side: 'user' | 'technician' | 'both';
}

/** What README and guides show. */
const PICTURES: readonly DocsPicture[] = [
  { name: 'both-sides', step: '09-editing', side: 'both' },
  { name: 'request', step: '01-asking', side: 'both' },
  { name: 'join', step: '02-claiming', side: 'user' },
  { name: 'consent', step: '05-screen-asked', side: 'user' },
  { name: 'commands', step: '12-commands', side: 'both' },
  { name: 'diagnosis', step: '13-diagnosis', side: 'technician' },
  { name: 'stopped', step: '16-stop', side: 'both' },
];

const MOST_BYTES = 200 * 1024;
const BOTH = { width: 2000, height: 563 };
const QUALITIES = [90, 80, 70, 55, 40];

/** Makes the pictures of the documents from those of the story; throws where one is missing or cannot be made small enough. */
export function refreshDocsPictures(
  from: string,
  to: string,
  scenes: ReadonlyMap<string, Scene>,
  say: (line: string) => void,
): void {
  mkdirSync(to, { recursive: true });
  for (const { name, step, side } of PICTURES) {
    const look = scenes.get(step)?.look;
    if (!look) throw new Error(`there is no picture for docs/images/${name}.webp`);
    const target = join(to, `${name}.webp`);
    const sources = side === 'both' ? [look.user, look.technician] : [look[side]];
    const height = side === 'both' ? ['-resize', `x${BOTH.height}`, '+append', '-resize', `${BOTH.width}x>`] : [];
    const quality = QUALITIES.find((each) => {
      execFileSync('convert', [...sources.map((file) => join(from, file)), ...height, '-quality', String(each), target]);
      return statSync(target).size <= MOST_BYTES;
    });
    if (quality === undefined) throw new Error(`docs/images/${name}.webp does not get below ${MOST_BYTES} bytes`);
    say(`docs/images/${name}.webp, ${Math.ceil(statSync(target).size / 1024)} KB`);
  }
}
