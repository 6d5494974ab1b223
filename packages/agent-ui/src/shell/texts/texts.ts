import { checkTexts, factTexts } from '@alongside/diagnostics';
import type { Capability } from '@alongside/protocol';
import { type Catalogue, createTexts, type LoadLanguages, languageFromAddress, type Texts } from '@alongside/ui';
import english from './en.json' with { type: 'json' };

/** Of the shell page's parts, by language. */
export const shellCatalogues: { readonly en: Catalogue } = { en: { ...english, checks: checkTexts, facts: factTexts } };

export function createShellTexts(search: string): Texts {
  const language = languageFromAddress(search);
  return createTexts(shellCatalogues, language === undefined ? {} : { language });
}

export const shellLanguages: LoadLanguages = { de: () => import('./german.ts').then(({ german }) => german) };

/** How a capability is called in the keys of the catalogue. */
const KEYS = {
  'screen.view': 'screen',
  'input.control': 'mouse',
  'shell.run': 'commands',
  'diagnostics.read': 'facts',
  'actions.run': 'action',
} as const satisfies Record<Capability, string>;

export type CapabilityKey = (typeof KEYS)[Capability];

export function keyOf(capability: Capability): CapabilityKey {
  return KEYS[capability];
}
