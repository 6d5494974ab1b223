import { germanKbTexts } from '@alongside/desk/german';
import { germanCheckTexts, germanFactTexts } from '@alongside/diagnostics/german';
import type { LanguageTexts } from '@alongside/ui';
import { germanUiTexts } from '@alongside/ui/german';
import page from './de.json' with { type: 'json' };

/** One file of the build, fetched where German is wanted. */
export const german: LanguageTexts = {
  page: { ...page, facts: germanFactTexts, checks: germanCheckTexts, kb: germanKbTexts },
  ui: germanUiTexts,
};
