import { createRequire } from 'node:module';
import { ANIMATION, type Answers, type Flip, PATCH, type PointerSeen, STRIP, type StimulusCommand } from './stimulus-messages.ts';
import { wallClockOffset } from './wall-clock.ts';

/**
 * The program on the user's screen whose picture is measured: an X client of its own process, so that nothing else that
 * is measured waits for it. What it draws lies in the X server beforehand; drawing is one CopyArea.
 */

interface Event {
  readonly name?: string;
  readonly rootx: number;
  readonly rooty: number;
}
interface Client {
  on(event: 'event', listener: (event: Event) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  AllocID(): number;
  CreateWindow(
    id: number,
    parent: number,
    x: number,
    y: number,
    width: number,
    height: number,
    border: number,
    depth: number,
    windowClass: number,
    visual: number,
    values: Readonly<Record<string, number>>,
  ): void;
  CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
  CreateGC(id: number, drawable: number, values: Readonly<Record<string, number>>): void;
  MapWindow(id: number): void;
  RaiseWindow(id: number): void;
  LowerWindow(id: number): void;
  PutImage(
    format: number,
    drawable: number,
    gc: number,
    width: number,
    height: number,
    x: number,
    y: number,
    leftPad: number,
    depth: number,
    data: Buffer,
  ): void;
  PolyFillRectangle(drawable: number, gc: number, rectangles: readonly number[]): void;
  CopyArea(
    from: number,
    to: number,
    gc: number,
    fromX: number,
    fromY: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void;
  GetInputFocus(reply: (error: Error | null) => void): void;
}
interface Screen {
  readonly root: number;
  readonly root_depth: number;
  readonly pixel_width: number;
  readonly pixel_height: number;
}
interface Library {
  createClient(
    ready: (error: Error | undefined, setup: { readonly client: Client; readonly screen: readonly Screen[] }) => void,
  ): void;
  readonly eventMask: Readonly<Record<'ButtonPress' | 'ButtonRelease' | 'PointerMotion', number>>;
}

const FRAMES = 30;
const BACKGROUND = 0x5a6470;
const WHITE = 0xffffff;
const BLACK = 0x000000;

const offset = wallClockOffset();
const now = () => performance.now() + offset;

const x11 = createRequire(import.meta.url)('x11') as Library;
const { client, screen } = await new Promise<{ client: Client; screen: Screen }>((resolve, reject) => {
  x11.createClient((error, setup) => {
    const [first] = setup?.screen ?? [];
    if (error || !first) reject(error ?? new Error('the X server has no screen'));
    else resolve({ client: setup.client, screen: first });
  });
});
client.on('error', (error) => {
  throw error;
});

const window = client.AllocID();
const { ButtonPress, ButtonRelease, PointerMotion } = x11.eventMask;
client.CreateWindow(window, screen.root, 0, 0, screen.pixel_width, screen.pixel_height, 0, 0, 0, 0, {
  backgroundPixel: BACKGROUND,
  // Outside of the window manager's rule: it stays where it is put, without a frame and without the focus.
  overrideRedirect: 1,
  eventMask: ButtonPress | ButtonRelease | PointerMotion,
});
const white = colour(WHITE);
const black = colour(BLACK);
const patches = [BLACK, WHITE].map((pixel) => {
  const pixmap = client.AllocID();
  client.CreatePixmap(pixmap, window, screen.root_depth, PATCH.size, PATCH.size);
  client.PolyFillRectangle(pixmap, pixel === WHITE ? white : black, [0, 0, PATCH.size, PATCH.size]);
  return pixmap;
});
const frames = Array.from({ length: FRAMES }, (_, index) => uploaded(plasma(index)));
const composed = client.AllocID();
client.CreatePixmap(composed, window, screen.root_depth, ANIMATION.width, ANIMATION.height);
client.MapWindow(window);
client.LowerWindow(window);
await settled();

const seen: PointerSeen[] = [];
let patchOn = false;
let frameNumber = 0;
let flipsOnPress = false;

client.on('event', (event) => {
  if (event.name !== 'MotionNotify' && event.name !== 'ButtonPress') return;
  const pressed = event.name === 'ButtonPress';
  seen.push({ type: pressed ? 'press' : 'move', x: event.rootx, y: event.rooty, at: now() });
  if (pressed && flipsOnPress) void flip();
});

const acts: { [Name in StimulusCommand['do']]: (command: Extract<StimulusCommand, { do: Name }>) => Promise<Answers[Name]> } = {
  raise: async () => {
    client.RaiseWindow(window);
    await settled();
    drawPatch();
    await settled();
    return null;
  },
  lower: async () => {
    client.LowerWindow(window);
    await settled();
    return null;
  },
  flip,
  animate: ({ framesPerSecond, forMs }) => animate(framesPerSecond, forMs),
  'flip-on-press': async ({ on }) => {
    flipsOnPress = on;
    return null;
  },
  events: async () => seen.splice(0),
};

process.on('message', (command: StimulusCommand) => {
  void (acts[command.do] as (given: StimulusCommand) => Promise<unknown>)(command).then((answer) => process.send?.({ answer }));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

async function flip(): Promise<Flip> {
  patchOn = !patchOn;
  drawPatch();
  await settled();
  return { on: patchOn, at: now() };
}

function drawPatch(): void {
  client.CopyArea(patches[patchOn ? 1 : 0] ?? 0, window, white, 0, 0, PATCH.x, PATCH.y, PATCH.size, PATCH.size);
}

async function animate(framesPerSecond: number, forMs: number): Promise<Answers['animate']> {
  const began = performance.now();
  let drawn = 0;
  for (;;) {
    const due = began + (drawn * 1000) / framesPerSecond;
    if (due - began >= forMs) return { frames: drawn };
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    drawFrame();
    drawn += 1;
  }
}

function drawFrame(): void {
  frameNumber = (frameNumber + 1) % 2 ** STRIP.bits;
  const { width, height } = ANIMATION;
  client.CopyArea(frames[frameNumber % FRAMES] ?? 0, composed, white, 0, 0, 0, 0, width, height);
  for (const bit of [0, 1]) {
    const squares = Array.from({ length: STRIP.bits }, (_, index) => index)
      .filter((index) => ((frameNumber >> (STRIP.bits - 1 - index)) & 1) === bit)
      .flatMap((index) => [index * STRIP.square, 0, STRIP.square, STRIP.square]);
    if (squares.length > 0) client.PolyFillRectangle(composed, bit === 1 ? white : black, squares);
  }
  client.CopyArea(composed, window, white, 0, 0, ANIMATION.x, ANIMATION.y, width, height);
}

function settled(): Promise<void> {
  return new Promise((resolve, reject) => {
    client.GetInputFocus((error) => (error ? reject(error) : resolve()));
  });
}

function colour(foreground: number): number {
  const context = client.AllocID();
  // Without it each CopyArea would be answered by an event.
  client.CreateGC(context, window, { foreground, graphicsExposures: 0 });
  return context;
}

function uploaded(pixels: Buffer): number {
  const { width, height } = ANIMATION;
  const pixmap = client.AllocID();
  client.CreatePixmap(pixmap, window, screen.root_depth, width, height);
  // In bands that fit into a plain X request.
  const rows = 80;
  for (let y = 0; y < height; y += rows) {
    client.PutImage(
      2,
      pixmap,
      white,
      width,
      rows,
      0,
      y,
      0,
      screen.root_depth,
      pixels.subarray(y * width * 4, (y + rows) * width * 4),
    );
  }
  return pixmap;
}

/** A moving plasma with a checkerboard through it: soft and hard changes, everywhere, in each frame. */
function plasma(index: number): Buffer {
  const { width, height } = ANIMATION;
  const pixels = Buffer.alloc(width * height * 4);
  const phase = (index / FRAMES) * 2 * Math.PI;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const wave = Math.sin(x / 37 + phase) + Math.sin(y / 29 - phase) + Math.sin((x + y) / 53 + 2 * phase);
      const check = ((x >> 5) + (y >> 5) + index) & 1 ? 24 : 0;
      const at = (y * width + x) * 4;
      pixels[at] = 128 + wave * 30 + check;
      pixels[at + 1] = 128 + Math.cos(wave + phase) * 60 + check;
      pixels[at + 2] = 128 - wave * 30 + check;
    }
  }
  return pixels;
}
