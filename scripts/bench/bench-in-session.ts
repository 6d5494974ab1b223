import { buildPages } from '../lib/build-pages.ts';
import { Steps } from '../lib/steps.ts';
import { ensurePrograms, FOR_BENCH } from '../lib/system-packages.ts';
import { type BenchSession, grant, openBenchSession } from './bench-session.ts';
import { type MeasuredParts, measureParts, type PartMeasure } from './measure-parts.ts';
import {
  METRICS,
  measureAllow,
  measureAnimation,
  measureFirstChange,
  measureFlash,
  measureIdle,
  measureInput,
  measureShell,
} from './session-metrics.ts';
import { tellFigures } from './tell-figures.ts';

export const SESSION_PARTS = ['allow', 'flash', 'rest', 'input', 'animation', 'shell', 'idle'] as const;
type SessionPart = (typeof SESSION_PARTS)[number];

const partsOf = (session: BenchSession): Readonly<Record<SessionPart, PartMeasure>> => ({
  allow: { says: 'Allow to first frame', measure: () => measureAllow(session) },
  flash: { says: 'Flash to glass, by turns with TigerVNC and noVNC', measure: () => measureFlash(session) },
  rest: { says: 'First change after rest', measure: () => measureFirstChange(session) },
  input: {
    says: 'Pointer and clicks',
    measure: async () => {
      await session.stimulus.tell({ do: 'lower' });
      await grant(session, 'Mouse and keys');
      await session.stimulus.tell({ do: 'raise' });
      return measureInput(session);
    },
  },
  animation: { says: 'Animation of 30 frames a second', measure: () => measureAnimation(session) },
  shell: {
    says: 'Echo of a shell',
    measure: async () => {
      await session.stimulus.tell({ do: 'lower' });
      await grant(session, 'Commands');
      await session.stimulus.tell({ do: 'raise' });
      return measureShell(session);
    },
  },
  idle: { says: 'At rest', measure: () => measureIdle(session) },
});

/** Measures a real session beside TigerVNC and noVNC, and writes out/bench/NAME.json. */
export async function benchSession(name: string, chosen: readonly string[], patienceMs: number): Promise<void> {
  const steps = new Steps();
  const absent = await steps.run('System programs', () => ensurePrograms(FOR_BENCH, (line) => steps.say(line)));
  await steps.run('Pages', () => buildPages((line) => steps.say(line)));
  const session = await steps.run('A session on a virtual screen', openBenchSession);
  // Its programs would outlive this one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void session.close().finally(() => process.exit(130)));
  }
  let measured: MeasuredParts;
  try {
    // The first capability is allowed by its own measurement, or here.
    if (!chosen.includes('allow')) {
      await grant(session, 'Screen');
      await session.stimulus.tell({ do: 'raise' });
    }
    measured = await measureParts(chosen, partsOf(session), { steps, patienceMs });
  } finally {
    await session.close();
  }
  const machine = {
    browser: session.technician.context().browser()?.version() ?? 'unknown',
    screen: `${session.display.width}x${session.display.height}`,
  };
  tellFigures({ name, metrics: METRICS, measured, machine, absent: absent.map(({ program }) => program) });
}
