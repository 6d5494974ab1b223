import { CAPABILITIES, type Capability, type PolicyRules, policyRules, type WeeklyHours } from '@alongside/protocol';
import { isValid } from '../settings/hours.ts';

export interface CapabilityDraft {
  readonly forbidden: boolean;
  /** Minutes; null: as long as the user says. */
  readonly longestMinutes: number | null;
  readonly secondFactor: boolean;
}

/** A policy as the form has it. */
export interface PolicyDraft {
  readonly capabilities: Readonly<Record<Capability, CapabilityDraft>>;
  /** Null: at any time. */
  readonly hours: WeeklyHours | null;
  readonly timeZone: string;
  /** Names, one a line; null: whoever the user lets in. */
  readonly technicians: string | null;
  readonly noStanding: boolean;
}

export type DraftProblem = 'hours' | 'timeZone' | 'technicians';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 8 * 60;
const WORKDAY = [{ from: 8 * 60, to: 18 * 60 }];
export const USUAL_HOURS: WeeklyHours = [WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, [], []];

export function draftOf(rules: PolicyRules, ownTimeZone: string): PolicyDraft {
  const each = (capability: Capability): CapabilityDraft => {
    const longest = Object.hasOwn(rules.maxDurationMs, capability) ? rules.maxDurationMs[capability] : undefined;
    return {
      forbidden: rules.forbid.includes(capability),
      longestMinutes: longest === undefined ? null : Math.floor(longest / MINUTE_MS),
      secondFactor: rules.secondFactor.includes(capability),
    };
  };
  return {
    capabilities: Object.fromEntries(
      CAPABILITIES.map((capability) => [capability, each(capability)]),
    ) as PolicyDraft['capabilities'],
    hours: rules.hours?.hours ?? null,
    timeZone: rules.hours?.timeZone ?? ownTimeZone,
    technicians: rules.technicians === null ? null : rules.technicians.names.join('\n'),
    noStanding: rules.noStanding,
  };
}

/** The rules that a draft means. What the form does not show (keys, names of a later version) stays as it was. */
export function rulesOf(draft: PolicyDraft, before: PolicyRules): PolicyRules {
  const shown = (name: string) => CAPABILITIES.some((capability) => capability === name);
  const chosen = (is: (each: CapabilityDraft) => boolean) =>
    CAPABILITIES.filter((capability) => is(draft.capabilities[capability]));
  const longest = CAPABILITIES.flatMap((capability) => {
    const minutes = draft.capabilities[capability].longestMinutes;
    return minutes === null ? [] : [[capability, Math.min(LONGEST_MINUTES, Math.max(1, minutes)) * MINUTE_MS] as const];
  });
  const kept = Object.entries(before.maxDurationMs).filter(([name]) => !shown(name));
  return {
    forbid: [...chosen(({ forbidden }) => forbidden), ...before.forbid.filter((name) => !shown(name))],
    maxDurationMs: Object.fromEntries([...longest, ...kept]),
    secondFactor: [...chosen(({ secondFactor }) => secondFactor), ...before.secondFactor.filter((name) => !shown(name))],
    hours: draft.hours === null ? null : { timeZone: draft.timeZone, hours: draft.hours },
    technicians: draft.technicians === null ? null : { keys: before.technicians?.keys ?? [], names: namesIn(draft.technicians) },
    noStanding: draft.noStanding,
  };
}

/** Why a draft cannot be signed; undefined where it can. */
export function problemOf(draft: PolicyDraft, before: PolicyRules): DraftProblem | undefined {
  if (draft.hours !== null && (!isValid(draft.hours) || draft.hours.every((spans) => spans.length === 0))) return 'hours';
  // A zone that computers do not know is never open for them.
  if (draft.hours !== null && !isTimeZone(draft.timeZone)) return 'timeZone';
  const rules = rulesOf(draft, before);
  const nobody = rules.technicians !== null && rules.technicians.names.length + rules.technicians.keys.length === 0;
  return nobody || !policyRules.safeParse(rules).success ? 'technicians' : undefined;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function namesIn(text: string): string[] {
  const names = text
    .split('\n')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...new Set(names)];
}
