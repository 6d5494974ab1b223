/** One metric as it was measured: plain samples, best ones first to read `p95` by. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly ours: readonly number[];
  readonly peers: Readonly<Record<string, readonly number[]>>;
}

export interface Figure {
  readonly median: number;
  /** What 95 of 100 samples are at least as good as: the 95th percentile where lower is better, else the 5th. */
  readonly p95: number;
  readonly n: number;
}

export interface MetricFigures {
  readonly name: string;
  readonly unit: string;
  readonly better: Metric['better'];
  readonly ours: Figure;
  readonly peers: Readonly<Record<string, Figure>>;
}

/** Undefined where nothing was measured: such a metric is left out, never made up. */
export function figuresOf({ name, unit, better, ours, peers }: Metric): MetricFigures | undefined {
  const own = figureOf(ours, better);
  if (own === undefined) return undefined;
  const others = Object.entries(peers).flatMap(([peer, samples]) => {
    const figure = figureOf(samples, better);
    return figure === undefined ? [] : [[peer, figure] as const];
  });
  return { name, unit, better, ours: own, peers: Object.fromEntries(others) };
}

export function figureOf(samples: readonly number[], better: Metric['better']): Figure | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => (better === 'lower' ? a - b : b - a));
  return { median: rounded(medianOf(sorted)), p95: rounded(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0), n: sorted.length };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function rounded(value: number): number {
  const digits = Math.abs(value) < 1 ? 1000 : Math.abs(value) < 100 ? 10 : 1;
  return Math.round(value * digits) / digits;
}

/** Columns for people: ours and each peer as `median / p95 (n)`. */
export function tableOf(metrics: readonly MetricFigures[]): string {
  const peers = [...new Set(metrics.flatMap(({ peers: others }) => Object.keys(others)))];
  const cell = (figure: Figure | undefined) => (figure ? `${figure.median} / ${figure.p95} (${figure.n})` : '');
  const rows = [
    ['metric', 'unit', 'ours: median / p95 (n)', ...peers],
    ...metrics.map(({ name, unit, ours, peers: others }) => [name, unit, cell(ours), ...peers.map((peer) => cell(others[peer]))]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
