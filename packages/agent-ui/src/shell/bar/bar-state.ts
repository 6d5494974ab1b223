import type { Capability, SessionView } from '@alongside/protocol';
import type { Meaning } from '@alongside/ui';

/** What the bar says first: the gravest thing that is so now. `key` names the text. */
export interface BarState {
  readonly key: 'connecting' | 'lost' | 'pausedState' | 'sees' | 'uses' | 'runs' | 'reads' | 'does' | 'mayAct' | 'nothing';
  readonly meaning: Meaning;
  readonly filled: boolean;
  /** Whose time is shown; null where nothing is allowed. */
  readonly remainingMs: number | null;
}

/** Gravest first. */
const ORDER: readonly { capability: Capability; key: BarState['key']; meaning: Meaning }[] = [
  { capability: 'shell.run', key: 'runs', meaning: 'controlled' },
  { capability: 'input.control', key: 'uses', meaning: 'controlled' },
  { capability: 'actions.run', key: 'does', meaning: 'controlled' },
  { capability: 'screen.view', key: 'sees', meaning: 'viewed' },
  { capability: 'diagnostics.read', key: 'reads', meaning: 'viewed' },
];

export function meaningOf(capability: Capability): Meaning {
  return ORDER.find((entry) => entry.capability === capability)?.meaning ?? 'idle';
}

export function barState({ link, lights, paused }: Pick<SessionView, 'link' | 'lights' | 'paused'>): BarState {
  const longest = lights.length === 0 ? null : Math.max(...lights.map((light) => light.remainingMs));
  if (link.state === 'connecting') return { key: 'connecting', meaning: 'idle', filled: false, remainingMs: null };
  if (link.state === 'lost') return { key: 'lost', meaning: 'offline', filled: false, remainingMs: longest };
  if (paused) return { key: 'pausedState', meaning: 'idle', filled: false, remainingMs: longest };
  for (const { capability, key, meaning } of ORDER) {
    const light = lights.find((candidate) => candidate.capability === capability);
    if (light?.inUse) return { key, meaning, filled: true, remainingMs: light.remainingMs };
  }
  const [first] = lights;
  if (first === undefined) return { key: 'nothing', meaning: 'idle', filled: false, remainingMs: null };
  return { key: 'mayAct', meaning: meaningOf(first.capability), filled: false, remainingMs: longest };
}
