import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, version } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../lib/paths.ts';
import { figuresOf, type Metric, tableOf } from './figures.ts';
import type { MeasuredParts } from './measure-parts.ts';

export interface Told {
  readonly name: string;
  readonly metrics: readonly Omit<Metric, 'ours' | 'peers'>[];
  readonly measured: MeasuredParts;
  /** Of the machine, besides what is the same for every measurement. */
  readonly machine: Readonly<Record<string, unknown>>;
  /** Programs that could not be had. */
  readonly absent: readonly string[];
}

/** Writes out/bench/NAME.json, prints the figures and what was not measured; ends with 1 where a part failed. */
export function tellFigures({ name, metrics: known, measured: { parts, otherCores, failures }, machine, absent }: Told): void {
  const metrics = known.flatMap((metric) => {
    const ours = parts.flatMap(({ ours: samples }) => samples[metric.name] ?? []);
    const peers: Record<string, number[]> = {};
    for (const part of parts) {
      for (const [peer, samples] of Object.entries(part.peers ?? {})) {
        peers[peer] = [...(peers[peer] ?? []), ...(samples[metric.name] ?? [])];
      }
    }
    return figuresOf({ ...metric, ours, peers }) ?? [];
  });
  const described = {
    date: new Date().toISOString(),
    system: `${version()} ${release()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    ...machine,
    otherCores,
  };
  const file = join(root, 'out', 'bench', `${name}.json`);
  mkdirSync(join(root, 'out', 'bench'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine: described, metrics }, null, 2)}\n`);
  console.log(`\n${tableOf(metrics)}\n`);
  const told = new Set(metrics.map((metric) => metric.name));
  for (const metric of known) if (!told.has(metric.name)) console.log(`Not measured: ${metric.name}`);
  for (const failure of failures) console.log(`Failed: ${failure}`);
  if (absent.length > 0) console.log(`Missing programs: ${absent.join(', ')}`);
  console.log(`Written: ${relative(root, file)}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
