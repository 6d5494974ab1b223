import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { displayOf, monitorsOf, scaleOf, tidyDisplays, withMonitors } from './displays.ts';
import { keycodeOf } from './keycodes.ts';
import { keysymsOf } from './keysyms.ts';
import { judgeProcess } from './process-tree.ts';
import { WheelSteps } from './wheel-steps.ts';
import { parseXAuthority } from './x-authority.ts';

describe('physical keys', () => {
  it("are the kernel's numbers plus 8", () => {
    expect(['KeyA', 'Enter', 'F12', 'NumpadEnter', 'AltRight', 'F24', 'Digit1'].map(keycodeOf)).toEqual([
      38, 36, 96, 104, 108, 202, 10,
    ]);
  });

  it('are unknown where there are none, and never act on the machine', () => {
    for (const code of ['Nope', 'Power', 'Sleep', 'constructor', '__proto__', '']) expect(keycodeOf(code)).toBeUndefined();
  });
});

describe('characters', () => {
  it('become keysyms', () => {
    expect(keysymsOf('aÜ€😀\n\t')).toEqual([0x61, 0xdc, 0x0100_20ac, 0x0101_f600, 0xff0d, 0xff09]);
    expect(keysymsOf('a\r\nb\rc')).toEqual([0x61, 0xff0d, 0x62, 0xff0d, 0x63]);
  });

  it('that no key gives fail the whole text', () => {
    for (const text of ['\u0000', 'a\u001b', '\u007f', '\u0085', '\ud800']) expect(keysymsOf(text)).toBeUndefined();
  });
});

describe('wheel steps', () => {
  it('sum up, keep their rest and start anew when turned back', () => {
    const wheel = new WheelSteps();
    expect(wheel.add(0, 0.5)).toEqual([]);
    expect(wheel.add(0, 0.5)).toEqual([5]);
    expect(wheel.add(0, 0.9)).toEqual([]);
    expect(wheel.add(0, -1)).toEqual([4]);
    expect(wheel.add(-1.5, 0)).toEqual([6]);
    expect(wheel.add(-0.5, 0)).toEqual([6]);
    expect(wheel.add(Number.NaN, Number.POSITIVE_INFINITY)).toEqual([]);
    expect(Array.from({ length: 10 }, () => wheel.add(0, 0.1)).flat()).toEqual([5]);
    expect(wheel.add(0, 5000)).toHaveLength(100);
  });
});

describe('displays', () => {
  const crtc = { x: 0, y: 0, width: 1080, height: 1920, mode: 1, rotation: 2, output: [7] };

  it('carry rotation, whatever is mirrored', () => {
    expect([1, 2, 4, 8, 2 | 16].map((rotation) => displayOf({ ...crtc, rotation }, 1, 7).rotation)).toEqual([
      0, 90, 180, 270, 90,
    ]);
    expect(displayOf(crtc, 1.5, 7)).toEqual({ x: 0, y: 0, width: 1080, height: 1920, scale: 1.5, rotation: 90, primary: true });
  });

  it('are one an area, from the left, with one primary', () => {
    const left = displayOf(crtc, 1, 0);
    const right = { ...left, x: 1080 };
    expect(tidyDisplays([right, left, { ...right, primary: true }]).map(({ x, primary }) => [x, primary])).toEqual([
      [0, false],
      [1080, true],
    ]);
    expect(tidyDisplays([right, left]).map(({ primary }) => primary)).toEqual([true, false]);
  });

  it('are known by the monitors that browsers capture; one that is no display of its own comes beside them', () => {
    const answer = Buffer.alloc(24 + 2 * 24 + 4);
    answer.writeUInt32LE(2, 4);
    const put = (at: number, name: number, outputs: number, [x, y, width, height]: readonly [number, number, number, number]) => {
      answer.writeUInt32LE(name, at);
      answer.writeUInt16LE(outputs, at + 6);
      answer.writeInt16LE(x, at + 8);
      answer.writeInt16LE(y, at + 10);
      answer.writeUInt16LE(width, at + 12);
      answer.writeUInt16LE(height, at + 14);
    };
    put(24, 411, 1, [0, 0, 1080, 1920]);
    put(24 + 24 + 4, 412, 0, [1080, -100, 540, 960]);
    const display = displayOf(crtc, 1.5, 7);
    expect(withMonitors([display, { ...display, x: 5000 }], monitorsOf(answer), 1.5)).toEqual([
      { ...display, sources: [411] },
      { ...display, x: 5000, sources: [] },
      { x: 1080, y: -100, width: 540, height: 960, scale: 1.5, rotation: 0, primary: false, sources: [412] },
    ]);
  });

  it('are scaled by Xft.dpi where that makes sense', () => {
    expect(['Xft.dpi:\t192', 'a: b\nXft.dpi: 120\n', 'Xft.dpi: 0', 'Xft.dpi: x', '', 'Xft.dpi:99999'].map(scaleOf)).toEqual([
      2, 1.25, 1, 1, 1, 1,
    ]);
  });
});

describe('an Xauthority file', () => {
  const field = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text, 'latin1')]);
  const entry = Buffer.concat([Buffer.from([1, 0]), ...['host', '1', 'MIT-MAGIC-COOKIE-1', 'secret'].map(field)]);

  it('is read up to where it breaks off', () => {
    const parsed = { family: 256, address: 'host', display: '1', name: 'MIT-MAGIC-COOKIE-1', data: 'secret' };
    expect(parseXAuthority(Buffer.concat([entry, entry]))).toEqual([parsed, parsed]);
    expect(parseXAuthority(Buffer.concat([entry, entry.subarray(0, 20)]))).toEqual([parsed]);
    expect(parseXAuthority(Buffer.from([1]))).toEqual([]);
  });
});

describe('a process', () => {
  it('is own by itself, by its parents, and by the group or session that it was left in', async () => {
    expect(judgeProcess(process.pid, new Set([process.pid]))).toBe('own');
    expect(judgeProcess(process.pid, new Set([process.ppid]))).toBe('own');
    expect(judgeProcess(process.pid, new Set([1_000_000_000]))).toBe('foreign');
    expect(judgeProcess(999_999_999, new Set([1]))).toBe('unknown');
    // A grandchild whose parent has gone, in the session of a process of ours.
    const leader = spawn('sh', ['-c', '(sleep 30 & echo $!)'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const orphan = Number(String(await new Promise((resolve) => leader.stdout.once('data', resolve))));
    expect(judgeProcess(orphan, new Set([leader.pid ?? 0]))).toBe('own');
    process.kill(orphan, 'SIGKILL');
  });
});
