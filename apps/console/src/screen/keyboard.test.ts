import type { InputEvent } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { initialKeyboard, type KeyboardState, type KeyPress, nextKey, type Platform, releaseKeys } from './keyboard.ts';

const press = (type: KeyPress['type'], code: string, key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  type,
  code,
  key,
  repeat: false,
  isComposing: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  altGraph: false,
  capsLock: false,
  numLock: true,
  scrollLock: false,
  ...more,
});
const down = (code: string, key: string, more: Partial<KeyPress> = {}) => press('keydown', code, key, more);
const up = (code: string, key: string, more: Partial<KeyPress> = {}) => press('keyup', code, key, more);

function run(presses: readonly KeyPress[], platform: Platform = 'other') {
  let state: KeyboardState = initialKeyboard(platform);
  const events: InputEvent[] = [];
  const outcomes: string[] = [];
  for (const each of presses) {
    const step = nextKey(state, each);
    state = step.state;
    events.push(...step.events);
    outcomes.push(step.outcome);
  }
  return { state, events: events.map(short), outcomes };
}

/** `+KeyA`, `-KeyA`, `“text”`, `CapsLock=true`. */
function short(event: InputEvent): string {
  if (event.type === 'key') return `${event.down ? '+' : '-'}${event.code}`;
  if (event.type === 'text') return `“${event.text}”`;
  return event.type === 'lock' ? `${event.lock}=${event.on}` : event.type;
}

describe('keys', () => {
  test.each<{ name: string; presses: KeyPress[]; platform?: Platform; events: string[] }>([
    {
      name: 'a letter sets Caps Lock first, once',
      presses: [down('KeyA', 'a'), up('KeyA', 'a'), down('KeyB', 'b'), up('KeyB', 'b')],
      events: ['CapsLock=false', '+KeyA', '-KeyA', '+KeyB', '-KeyB'],
    },
    {
      name: 'a shortcut keeps its order',
      presses: [
        down('ControlLeft', 'Control'),
        down('KeyC', 'c', { ctrlKey: true }),
        up('KeyC', 'c'),
        up('ControlLeft', 'Control'),
      ],
      events: ['+ControlLeft', 'CapsLock=false', '+KeyC', '-KeyC', '-ControlLeft'],
    },
    {
      name: 'a held key is repeated by the other side',
      presses: [down('ArrowDown', 'ArrowDown'), down('ArrowDown', 'ArrowDown', { repeat: true }), up('ArrowDown', 'ArrowDown')],
      events: ['+ArrowDown', '-ArrowDown'],
    },
    {
      name: 'AltGr gives text (Linux)',
      presses: [
        down('AltRight', 'AltGraph', { altGraph: true }),
        down('KeyE', '€', { altGraph: true }),
        up('KeyE', '€'),
        up('AltRight', 'AltGraph'),
      ],
      events: ['“€”'],
    },
    {
      name: 'AltGr gives text (Windows, which presses Control first)',
      platform: 'windows',
      presses: [
        down('ControlLeft', 'Control', { ctrlKey: true }),
        down('AltRight', 'AltGraph', { ctrlKey: true, altKey: true, altGraph: true }),
        down('KeyQ', '@', { ctrlKey: true, altKey: true, altGraph: true }),
        up('KeyQ', '@'),
        up('ControlLeft', 'Control'),
        up('AltRight', 'AltGraph'),
      ],
      events: ['+ControlLeft', '-ControlLeft', '“@”'],
    },
    {
      name: 'Option gives text (macOS)',
      platform: 'mac',
      presses: [
        down('AltLeft', 'Alt', { altKey: true }),
        down('KeyL', '@', { altKey: true }),
        up('KeyL', '@'),
        up('AltLeft', 'Alt'),
      ],
      events: ['+AltLeft', '-AltLeft', '“@”'],
    },
    {
      name: 'Command takes with it what macOS never tells',
      platform: 'mac',
      presses: [down('MetaLeft', 'Meta', { metaKey: true }), down('KeyC', 'c', { metaKey: true }), up('MetaLeft', 'Meta')],
      events: ['+MetaLeft', 'CapsLock=false', '+KeyC', '-KeyC', '-MetaLeft'],
    },
    {
      name: 'Caps Lock is set, never pressed',
      presses: [
        down('CapsLock', 'CapsLock', { capsLock: true }),
        up('CapsLock', 'CapsLock', { capsLock: true }),
        down('KeyA', 'A', { capsLock: true }),
      ],
      events: ['CapsLock=true', '+KeyA'],
    },
    {
      name: 'Num Lock is set before the number pad',
      presses: [down('Numpad1', '1', { numLock: true }), up('Numpad1', '1')],
      events: ['NumLock=true', '+Numpad1', '-Numpad1'],
    },
    { name: 'a virtual keyboard gives text', presses: [down('', 'Ü'), up('', 'Ü')], events: ['“Ü”'] },
    { name: 'a capital without Shift is text', presses: [down('KeyH', 'H'), up('KeyH', 'H')], events: ['“H”'] },
    { name: 'a key without a name is nothing', presses: [down('Unidentified', 'Unidentified')], events: [] },
    { name: 'a release without a press is nothing', presses: [up('KeyA', 'a')], events: [] },
  ])('$name', ({ presses, platform, events }) => {
    expect(run(presses, platform).events).toEqual(events);
  });

  test('dead keys and IME are left to the browser', () => {
    const { events, outcomes } = run([
      down('Equal', 'Dead'),
      up('Equal', 'Dead'),
      down('KeyA', 'Process', { isComposing: true }),
      up('KeyA', 'a'),
    ]);
    expect(events).toEqual([]);
    expect(outcomes).toEqual(['compose', 'taken', 'compose', 'taken']);
  });

  test('a dead key and its letter are left to the browser where no composition tells of them (Windows), the next key is not', () => {
    const { events, outcomes } = run(
      [
        down('Backquote', 'Dead'),
        up('Backquote', 'Dead'),
        down('ShiftLeft', 'Shift', { shiftKey: true }),
        down('KeyE', 'E', { shiftKey: true }),
        up('KeyE', 'E', { shiftKey: true }),
        up('ShiftLeft', 'Shift'),
        down('KeyE', 'e'),
        up('KeyE', 'e'),
      ],
      'windows',
    );
    expect(events).toEqual(['+ShiftLeft', '-ShiftLeft', 'CapsLock=false', '+KeyE', '-KeyE']);
    expect(outcomes).toEqual(['compose', 'taken', 'taken', 'compose', 'taken', 'taken', 'taken', 'taken']);
  });

  test.each([
    ['a key with a name', [down('Backquote', 'Dead'), down('Enter', 'Enter')], ['+Enter']],
    [
      'a shortcut',
      [
        down('Backquote', 'Dead'),
        down('ControlLeft', 'Control', { ctrlKey: true }),
        down('KeyC', 'c', { ctrlKey: true }),
        down('KeyE', 'e'),
      ],
      ['+ControlLeft', 'CapsLock=false', '+KeyC', '+KeyE'],
    ],
    ['the same dead key', [down('Backquote', 'Dead'), down('Backquote', 'Dead'), down('KeyE', 'e')], ['CapsLock=false', '+KeyE']],
  ])('a dead key waits no longer after %s', (_name, presses, events) => {
    expect(run(presses, 'windows').events).toEqual(events);
  });

  test('the chord leaves and sends nothing of its own', () => {
    const { events, outcomes } = run([
      down('ControlLeft', 'Control', { ctrlKey: true }),
      down('KeyX', 'X', { ctrlKey: true, altKey: true, shiftKey: true }),
    ]);
    expect(events).toEqual(['+ControlLeft']);
    expect(outcomes.at(-1)).toBe('leave');
  });

  test('after a release nothing counts as held and locks are set anew', () => {
    const { state } = run([down('KeyA', 'a')]);
    const step = nextKey(releaseKeys(state), down('KeyA', 'a'));
    expect(step.events.map(short)).toEqual(['CapsLock=false', '+KeyA']);
  });
});
