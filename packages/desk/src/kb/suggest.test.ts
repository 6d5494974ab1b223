import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { articlesIn, parseArticle } from './article.ts';
import { Suggester } from './suggest.ts';
import { isForm, isNear, searchWords } from './words.ts';

const folder = fileURLToPath(new URL('../../../../content/kb/', import.meta.url));
const articles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => parseArticle(readFileSync(`${folder}${file}`, 'utf8')));
const suggester = new Suggester(articlesIn('en', articles));
const german = new Suggester(articlesIn('de', articles));
const found = (text: string) => suggester.suggest(text, 3).map(({ id }) => id);

test.each([
  ['der Drucker in Raum 2 druckt nicht mehr', 'printer'],
  ['ich habe mein Passwort vergessen', 'password-forgotten'],
  ['mein Rechner ist so langsam', 'slow'],
  ['seit heute kommt kein Ton mehr', 'audio'],
  ['jemand von Microsoft hat angerufen', 'call-scam'],
  ['die Festplatte ist voll', 'free-space'],
  ['das WLAN bricht immer ab', 'wifi'],
  ['es kommen keine neuen Mails an', 'mail-receive'],
])('in German “%s” finds %s', (text, id) => {
  expect(german.suggest(text, 3).map((found) => found.id)).toContain(id);
});

test.each([
  ['the printer in room 2 does not print', 'printer'],
  ['pritner offline again', 'printer'],
  ['I forgot my password', 'password-forgotten'],
  ['my pasword is not accepted any more', 'password-refused'],
  ['I cannot log in to my computer this morning', 'sign-in'],
  ['computer is frozen, nothing works', 'frozen'],
  ['no sound in the teams meeting', 'meeting'],
  ['there is no sound', 'audio'],
  ['the screen stays black', 'no-picture'],
  ['vpn keeps failing from home', 'vpn'],
  ['I deleted a file by mistake', 'file-lost'],
  ['email wont send, it stays in the outbox', 'mail-send'],
  ['I get no new mails', 'mail-receive'],
  ['my laptop is so slow today', 'slow'],
  ['how can I install a new program', 'install'],
  ['windows update failed with an error', 'update-failed'],
  ['somebody from microsoft called me', 'call-scam'],
  ['I clicked on a link in a strange email', 'clicked-link'],
  ['wifi is very weak in my office', 'wifi'],
  ['internt not working', 'network'],
  ['drive H: is missing', 'shared-folder'],
  ['paper jam', 'paper-jam'],
  ['the disk is full', 'free-space'],
  ['excel file does not open', 'document-open'],
  ['y and z are swapped', 'keyboard-layout'],
  ['webcam shows nothing', 'camera'],
  ['laptop does not turn on', 'no-start'],
  ['account locked after too many attempts', 'account-locked'],
])('“%s” finds %s', (text, id) => {
  expect(found(text)).toContain(id);
});

test.each(['', 'hello', 'it does not work', 'please help me', 'Kaffeemaschine', '!!! ???', 'x'])(
  '“%s” suggests nothing',
  (text) => {
    expect(found(text)).toEqual([]);
  },
);

test('a word that is still being typed suggests already', () => {
  expect(found('print')).toContain('printer');
});

test('whatever is written: at most as many as wanted, each once, and always the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      const ids = found(text);
      expect(ids.length).toBeLessThanOrEqual(3);
      expect(new Set(ids).size).toBe(ids.length);
      expect(found(text)).toEqual(ids);
    }),
    { numRuns: 15 },
  );
});

test('words are those that tell something', () => {
  expect(searchWords('The Wi-Fi doesn’t work in the Café', 10)).toEqual(['wifi', 'wi', 'fi', 'cafe']);
  expect(searchWords('one two three four', 2)).toEqual(['three', 'four']);
});

test('slips of a hand are forgiven, other words are not', () => {
  for (const [typed, word] of [
    ['pritner', 'printer'],
    ['passwrd', 'password'],
    ['bluetoooth', 'bluetooth'],
    ['conection', 'connection'],
  ] as const) {
    expect(isNear(typed, word)).toBe(true);
  }
  for (const [typed, word] of [
    ['mail', 'ma'],
    ['fax', 'fix'],
    ['mouse', 'house-key'],
    ['screen', 'scanner'],
  ] as const) {
    expect(isNear(typed, word)).toBe(false);
  }
  expect(isForm('print', 'printing')).toBe(true);
  expect(isForm('car', 'carpet')).toBe(false);
});
