import { createInstance } from 'i18next';

/** English texts of the pages that the server itself makes. */
const en = {
  enroll: {
    title: 'Connect this computer',
    lead: 'This link connects one computer to {{organisation}}. It works once, within 72 hours.',
    whatItDoes: 'Afterwards this computer can ask for help. Nobody can see or control it unless you allow it, each time.',
    run: 'On the computer that should be connected, run:',
    copy: 'Copy the command',
    copied: 'Copied.',
    noLink: 'This address is not complete: the part after # is missing. Ask for the link again and copy all of it.',
    needsScript: 'Your browser keeps the secret part of this link to itself. Paste the whole link after “--enroll”.',
  },
} as const;

/** The texts by key, with gaps filled but not yet escaped for HTML. */
export function pageTexts(): (key: string, gaps?: Record<string, string>) => string {
  const texts = createInstance();
  void texts.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false }, initAsync: false });
  return (key, gaps) => texts.t(key, gaps ?? {});
}
