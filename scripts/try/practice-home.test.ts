import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillHome, NOTE_FILE, PRINTER_PROGRAM, SETTINGS_FILE } from './practice-home.ts';

let home: string;
let printer: ChildProcess;
let window: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'practice-home-'));
  fillHome(home, [{ label: 'Say "hi" & go', command: ['say', "it's"] }]);
  window = '';
  printer = spawn(join(home, PRINTER_PROGRAM), {
    env: { HOME: home, PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  printer.stdout?.setEncoding('utf8').on('data', (text: string) => {
    window += text;
  });
});

afterEach(() => {
  printer.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

const shows = (words: string) => vi.waitFor(() => expect(window).toContain(words), { timeout: 15_000 });

describe('the planted fault', () => {
  it('is said by the printer, can be mended by one word, and is seen to be mended', async () => {
    await shows('STOPPED');
    expect(window).toContain('It is told to print on A5, the tray has A4.');
    expect(window).toContain('3 letters wait.');
    const settings = join(home, SETTINGS_FILE);
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('paper = A5', 'paper = A4'));
    await shows('PRINTING');
    await shows('Ready. Nothing waits.');
    expect(readFileSync(join(home, NOTE_FILE), 'utf8')).toContain('"Ready. Nothing waits."');
  });

  it('is there again when the settings are gone', async () => {
    await shows('STOPPED');
    rmSync(join(home, SETTINGS_FILE));
    await shows('It is told to print on nothing');
  });
});

it('the menu keeps each command as it was meant', () => {
  const menu = readFileSync(join(home, '.config', 'openbox', 'menu.xml'), 'utf8');
  expect(menu).toContain('label="Say &#34;hi&#34; &#38; go"');
  expect(menu).toContain('&#39;say&#39; &#39;it&#39;\\&#39;&#39;s&#39;');
});
