import { firstLine } from './first-line.ts';
import type { Report } from './report.ts';
import type { Look, Stage } from './stage.ts';

/** What a step leaves for the story. */
export interface Scene {
  readonly look: Look | undefined;
  /** What a program said, word by word. */
  readonly quote: string | undefined;
}

/** What a step's work is given. */
export interface Play<K extends string> {
  readonly stage: Stage;
  /** Decides one of the step's own checks. */
  check(key: K, ok: boolean, detail: string): void;
  measure(name: string, value: number, unit: string): void;
  /** Takes the pictures of both sides now; the last ones of a step stand in the story. */
  look(): Promise<void>;
  /** Puts what a program said into the story. */
  quote(text: string): void;
}

interface StepPlan<K extends string> {
  /** The pictures are named after it. */
  readonly id: string;
  readonly title: string;
  /** What happens, for the reader of the story. */
  readonly sentence: string;
  readonly checks: Readonly<Record<K, string>>;
  readonly work: (play: Play<K>) => Promise<void>;
}

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly checks: readonly string[];
  run(stage: Stage, report: Report, say: (line: string) => void): Promise<Scene>;
}

export function step<const K extends string>(plan: StepPlan<K>): Step {
  const { id, title, sentence, checks } = plan;
  return {
    id,
    title,
    sentence,
    checks: Object.values(checks),
    async run(stage, report, say) {
      let taken: Look | undefined;
      let quoted: string | undefined;
      const look = async () => {
        taken = { user: `${id}-user.png`, technician: `${id}-technician.png` };
        await stage.look(taken);
      };
      await plan.work({
        stage,
        check(key, ok, detail) {
          const decided = report.decide(checks[key], ok, detail);
          say(`${decided.ok ? 'ok  ' : 'FAIL'} ${decided.name} (${decided.detail})`);
        },
        measure: (name, value, unit) => report.measure(name, value, unit),
        look,
        quote: (text) => {
          quoted = text;
        },
      });
      if (taken === undefined) await look();
      for (const check of report.failRest('the step ended without looking', Object.values(checks))) say(`FAIL ${check.name}`);
      return { look: taken, quote: quoted };
    },
  };
}

/** How far a story came. */
export interface Told {
  readonly scenes: ReadonlyMap<string, Scene>;
  /** Why it broke off. */
  readonly broken: string | undefined;
}

interface Telling {
  readonly report: Report;
  /** Says that a step begins; what it returns takes the step's lines. */
  announce(title: string): (line: string) => void;
  run(step: Step, say: (line: string) => void): Promise<Scene>;
  /** Takes pictures of both sides. */
  look(names: Look): Promise<void>;
}

/** Runs the steps one after the other; where one throws, its checks and those of all later steps fail with the reason. */
export async function tell(steps: readonly Step[], { report, announce, run, look }: Telling): Promise<Told> {
  const scenes = new Map<string, Scene>();
  for (const each of steps) {
    const say = announce(each.title);
    try {
      scenes.set(each.id, await run(each, say));
    } catch (error) {
      const broken = `“${each.title}” broke off: ${firstLine(error)}`;
      const rest = report.failRest(
        broken,
        steps.flatMap(({ checks }) => checks),
      );
      say(broken);
      for (const { name } of rest) say(`FAIL ${name}`);
      const last: Look = { user: `${each.id}-user.png`, technician: `${each.id}-technician.png` };
      // The pictures of the moment tell more than the reason, where they can still be had.
      const seen = await look(last).then(
        () => true,
        () => false,
      );
      if (seen) scenes.set(each.id, { look: last, quote: undefined });
      return { scenes, broken };
    }
  }
  return { scenes, broken: undefined };
}
