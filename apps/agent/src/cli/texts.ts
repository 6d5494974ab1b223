import { isolated } from '@alongside/base';
import { type Say, storyTexts } from '@alongside/consent';
import { germanStoryTexts } from '@alongside/consent/german';
import { checkTexts, factTexts } from '@alongside/diagnostics';
import { germanCheckTexts, germanFactTexts } from '@alongside/diagnostics/german';
import type { Language } from '@alongside/protocol';
import { createInstance, type TFunction } from 'i18next';
import { systemLanguage } from '../system-language.ts';
import de from '../texts/de.json' with { type: 'json' };
import en from '../texts/en.json' with { type: 'json' };

/** The words of the command line and of the tray. */
export interface CommandLineTexts {
  /** Follows `speak`. */
  readonly t: TFunction;
  readonly speak: (language: Language) => void;
}

/** Terminals need no escaping, and what comes from a ledger was checked for control characters; it moves nothing beside it. */
export async function speakingTexts(language: Language): Promise<CommandLineTexts> {
  const i18n = createInstance();
  const t = await i18n.init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: { ...en, story: storyTexts, checks: checkTexts, facts: factTexts } },
      de: { translation: { ...de, story: germanStoryTexts, checks: germanCheckTexts, facts: germanFactTexts } },
    },
    interpolation: { escapeValue: true, escape: isolated, skipOnVariables: true },
    nsSeparator: false,
  });
  return { t, speak: (next) => void i18n.changeLanguage(next) };
}

/** In the language of whoever types. */
export async function commandLineTexts(environment: NodeJS.ProcessEnv = process.env): Promise<TFunction> {
  return (await speakingTexts(systemLanguage(environment))).t;
}

/** The words of records, which the pages share. */
export function storyOf(t: TFunction): Say {
  return (key, gaps) => t(`story.${key}`, { ...gaps });
}
