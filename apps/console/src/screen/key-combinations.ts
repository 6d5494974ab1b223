/** Keys that the browser or the technician's own desktop keeps for itself, and how they are sent all the same. Pure. */
import type { InputEvent } from '@alongside/protocol';

export interface KeyCombination {
  /** As printed on keyboards; the same in every language of the console. */
  readonly label: string;
  /** Pressed in this order, released in the opposite one. */
  readonly codes: readonly string[];
}

export const KEY_COMBINATIONS: readonly KeyCombination[] = [
  { label: 'Ctrl+W', codes: ['ControlLeft', 'KeyW'] },
  { label: 'Ctrl+T', codes: ['ControlLeft', 'KeyT'] },
  { label: 'Ctrl+N', codes: ['ControlLeft', 'KeyN'] },
  { label: 'Ctrl+Tab', codes: ['ControlLeft', 'Tab'] },
  { label: 'Alt+Tab', codes: ['AltLeft', 'Tab'] },
  { label: 'Alt+F4', codes: ['AltLeft', 'F4'] },
  { label: 'Ctrl+Alt+Del', codes: ['ControlLeft', 'AltLeft', 'Delete'] },
  { label: 'Ctrl+Shift+Esc', codes: ['ControlLeft', 'ShiftLeft', 'Escape'] },
  { label: 'Win / ⌘', codes: ['MetaLeft'] },
  { label: 'Win+R', codes: ['MetaLeft', 'KeyR'] },
  { label: 'F11', codes: ['F11'] },
  { label: 'Print', codes: ['PrintScreen'] },
];

export function combinationEvents({ codes }: KeyCombination): InputEvent[] {
  const key =
    (down: boolean) =>
    (code: string): InputEvent => ({ type: 'key', code, down });
  return [...codes.map(key(true)), ...[...codes].reverse().map(key(false))];
}

/** The bound of session.ts for one text event, in UTF-16 units. */
const MAX_TEXT = 2000;

/** "Type this text": line ends and tabs are keys, everything else is text, cut where no pair is split. */
export function textEvents(text: string): InputEvent[] {
  const press = (code: string): InputEvent[] => [
    { type: 'key', code, down: true },
    { type: 'key', code, down: false },
  ];
  return text
    .replaceAll('\r\n', '\n')
    .split(/([\n\t])/u)
    .flatMap((part) => {
      if (part === '\n') return press('Enter');
      if (part === '\t') return press('Tab');
      return chunks(part).map((chunk): InputEvent => ({ type: 'text', text: chunk }));
    });
}

function chunks(text: string): string[] {
  const found: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (chunk.length + character.length > MAX_TEXT) {
      found.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return chunk === '' ? found : [...found, chunk];
}
