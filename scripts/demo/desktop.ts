import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** The user's screen, looked at and touched from outside by the usual X programs. */
export class Desktop {
  readonly size: { readonly width: number; readonly height: number };
  readonly #environment: NodeJS.ProcessEnv;

  constructor(display: { readonly name: string; readonly width: number; readonly height: number }, home: string) {
    this.size = { width: display.width, height: display.height };
    // Names and files with Ü in them; no search for a bus that is not there.
    this.#environment = { ...process.env, DISPLAY: display.name, HOME: home, LC_ALL: 'C.UTF-8', NO_AT_BRIDGE: '1' };
  }

  /** Starts a program of the user's; returns how to end it. */
  start(program: string, args: readonly string[]): () => void {
    const child = spawn(program, args, { env: this.#environment, stdio: 'ignore' });
    // A program that is not there shows when its window does not come.
    child.on('error', () => undefined);
    return () => child.kill('SIGKILL');
  }

  async tool(...args: string[]): Promise<string> {
    const { stdout } = await run('xdotool', args, { env: this.#environment });
    return stdout.trim();
  }

  async pointer(): Promise<Point> {
    const told = await this.tool('getmouselocation', '--shell');
    return { x: Number(/^X=(\d+)$/mu.exec(told)?.[1]), y: Number(/^Y=(\d+)$/mu.exec(told)?.[1]) };
  }

  /** Visible windows whose title holds `title`, a regular expression of POSIX. */
  async windowsNamed(title: string): Promise<readonly string[]> {
    try {
      return (await this.tool('search', '--onlyvisible', '--name', title)).split('\n').filter(Boolean);
    } catch {
      // xdotool ends with 1 where there is none.
      return [];
    }
  }

  async focusedTitle(): Promise<string> {
    return this.tool('getactivewindow', 'getwindowname');
  }

  /** Of what the window draws itself, without its frame. xdotool's own answer counts the frame twice. */
  async areaOf(window: string): Promise<Area> {
    const { stdout } = await run('xwininfo', ['-id', window], { env: this.#environment });
    const number = (name: string) => Number(new RegExp(`${name}: +(-?\\d+)`, 'u').exec(stdout)?.[1]);
    return {
      x: number('Absolute upper-left X'),
      y: number('Absolute upper-left Y'),
      width: number('Width'),
      height: number('Height'),
    };
  }

  async place(window: string, area: Area): Promise<void> {
    await this.tool('windowsize', window, String(area.width), String(area.height));
    await this.tool('windowmove', window, String(area.x), String(area.y));
  }

  /** The user's own hand: moves there and presses the first button. */
  async click(at: Point): Promise<void> {
    await this.tool('mousemove', String(at.x), String(at.y), 'click', '1');
  }

  /** A hand on the keys, there already: what it presses comes at once, without a program having to start first. */
  handOnKeys(): { press(chord: string): void; end(): void } {
    const child = spawn('xdotool', ['-'], { env: this.#environment, stdio: ['pipe', 'ignore', 'ignore'] });
    // The X server may be gone before it.
    child.stdin.on('error', () => undefined);
    return { press: (chord) => child.stdin.write(`key ${chord}\n`), end: () => child.stdin.end() };
  }

  async paintBackground(colour: string): Promise<void> {
    await run('xsetroot', ['-solid', colour], { env: this.#environment });
  }

  async savePicture(path: string): Promise<void> {
    await run('import', ['-window', 'root', '-depth', '8', path], { env: this.#environment });
  }

  /** The whole screen, shrunk; three bytes a pixel. */
  async pixels(width: number, height: number): Promise<Buffer> {
    const args = ['-window', 'root', '-depth', '8', '-resize', `${width}x${height}!`, 'rgb:-'];
    const { stdout } = await run('import', args, { env: this.#environment, encoding: 'buffer', maxBuffer: MOST_BYTES });
    return stdout;
  }
}
