import type { HoursOfWeek, PolicyRules } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Formats, useFormats } from './formats.ts';
import { UI_TEXTS } from './texts/create-texts.ts';
import { useWeekWords } from './week-words.ts';

export interface RuleWords {
  /** Of this package's texts. */
  readonly t: TFunction;
  readonly exists: (key: string) => boolean;
  readonly formats: Pick<Formats, 'duration' | 'list'>;
  readonly week: (hours: HoursOfWeek) => string;
}

/** What an organisation's rules take away, a sentence each, gravest first; none where they take nothing. */
export function rulesInWords(rules: PolicyRules, { t, exists, formats, week }: RuleWords): string[] {
  const what = (capability: string) => {
    const key = `rules.capability.${capability.replace('.', '-')}`;
    // A later version may name what this one does not know.
    return exists(key) ? t(key) : capability;
  };
  const list = (capabilities: readonly string[]) => formats.list(capabilities.map(what));
  const { forbid, maxDurationMs, secondFactor, hours, technicians, noStanding } = rules;
  return [
    ...(forbid.length > 0 ? [t('rules.forbid', { list: list(forbid) })] : []),
    ...(technicians === null ? [] : [technicianLine(technicians, t, formats)]),
    ...(hours === null ? [] : [t('rules.hours', { hours: week(hours) })]),
    ...Object.entries(maxDurationMs)
      .filter(([capability]) => !forbid.includes(capability))
      .map(([capability, ms]) => t('rules.longest', { what: what(capability), duration: formats.duration(ms) })),
    ...(secondFactor.length > 0 ? [t('rules.secondFactor', { list: list(secondFactor) })] : []),
    ...(noStanding ? [t('rules.noStanding')] : []),
  ];
}

export function useRuleWords(): (rules: PolicyRules) => string[] {
  const { t, i18n } = useTranslation(UI_TEXTS);
  const formats = useFormats();
  const week = useWeekWords();
  return (rules) => rulesInWords(rules, { t, exists: (key) => i18n.exists(key, { ns: UI_TEXTS }), formats, week });
}

function technicianLine(
  { names, keys }: NonNullable<PolicyRules['technicians']>,
  t: RuleWords['t'],
  formats: RuleWords['formats'],
): string {
  const who = [...names, ...(keys.length > 0 ? [t('rules.keys', { count: keys.length })] : [])];
  return who.length === 0 ? t('rules.nobody') : t('rules.technicians', { list: formats.list(who) });
}
