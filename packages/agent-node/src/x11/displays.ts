import type { Display } from '@alongside/agent-core';
import { type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { CrtcInfo, Property } from 'x11';
import type { X11Connection } from './x11-connection.ts';

/** RandR 1.3, Rotation: 1, 2, 4, 8 for quarter turns; mirroring bits above do not matter for coordinates. */
const ROTATION_BITS = 0b1111;
const ROTATIONS: Readonly<Record<number, Display['rotation']>> = { 1: 0, 2: 90, 4: 180, 8: 270 };
/** RRScreenChangeNotify | RRCrtcChangeNotify | RROutputChangeNotify */
const CHANGES = 0b111;
const GET_OUTPUT_PRIMARY = 31;
/** RandR 1.5. */
const GET_MONITORS = 42;
const MONITORS_AT = 24;
const MONITOR_BYTES = 24;
const PROPERTY_CHANGE = 0x0040_0000;
const USUAL_DPI = 96;
/** RESOURCE_MANAGER in 4-byte units; some desktops keep colours there too. */
const RESOURCES_LIMIT = 16_384;

/** A display as RANDR tells it, and what else is known of it. */
export function displayOf(crtc: CrtcInfo, scale: number, primaryOutput: number): Display {
  return {
    x: crtc.x,
    y: crtc.y,
    width: crtc.width,
    height: crtc.height,
    scale,
    rotation: ROTATIONS[crtc.rotation & ROTATION_BITS] ?? 0,
    primary: crtc.output.includes(primaryOutput),
  };
}

interface Monitor {
  /** An atom; browsers have it for the number of the source. */
  readonly name: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** RRGetMonitors' answer from its 8th byte on. */
export function monitorsOf(body: Buffer): readonly Monitor[] {
  const monitors: Monitor[] = [];
  let at = MONITORS_AT;
  for (let left = body.readUInt32LE(4); left > 0; left -= 1) {
    const [x, y] = [body.readInt16LE(at + 8), body.readInt16LE(at + 10)];
    const [width, height] = [body.readUInt16LE(at + 12), body.readUInt16LE(at + 14)];
    monitors.push({ name: body.readUInt32LE(at), x, y, width, height });
    at += MONITOR_BYTES + body.readUInt16LE(at + 6) * 4;
  }
  return monitors;
}

/** Each display with the monitors that are its area; a monitor that is none (several as one, one as several) comes beside them. */
export function withMonitors(displays: readonly Display[], monitors: readonly Monitor[], scale: number): readonly Display[] {
  const isOf = (display: Display) => (monitor: Monitor) => areaOf(display) === areaOf(monitor);
  const own = displays.map((display) => ({ ...display, sources: monitors.filter(isOf(display)).map(({ name }) => name) }));
  const others = monitors.filter((monitor) => !displays.some((display) => isOf(display)(monitor)));
  return [
    ...own,
    ...others.map(({ name, ...area }): Display => ({ ...area, scale, rotation: 0, primary: false, sources: [name] })),
  ];
}

/** `Xft.dpi` of the X resources over 96: all that X11 knows of a scale, one for every display. */
export function scaleOf(resources: string): number {
  const dpi = Number(/^Xft\.dpi:[ \t]*(\d+(?:\.\d+)?)[ \t]*$/mu.exec(resources)?.[1] ?? USUAL_DPI);
  return dpi >= USUAL_DPI / 2 && dpi <= USUAL_DPI * 8 ? dpi / USUAL_DPI : 1;
}

/** One entry an area: mirrored displays show the same; exactly one is primary. */
export function tidyDisplays(displays: readonly Display[]): readonly Display[] {
  const byArea = new Map<string, Display>();
  for (const display of displays) {
    const area = areaOf(display);
    if (!byArea.get(area)?.primary) byArea.set(area, display);
  }
  const list = [...byArea.values()].sort((a, b) => a.x - b.x || a.y - b.y);
  const primary = Math.max(
    0,
    list.findIndex((display) => display.primary),
  );
  return list.map((display, index) => ({ ...display, primary: index === primary }));
}

function areaOf({ x, y, width, height }: Omit<Monitor, 'name'>): string {
  return `${x},${y},${width},${height}`;
}

/** Without the numbers of sources: outputs that are off for a moment have none. */
function placesOf(displays: readonly Display[]): string {
  return JSON.stringify(displays.map(({ sources: _, ...place }) => place));
}

/** The machine's displays, followed as they change. */
export class Displays implements Disposable {
  readonly #connection: X11Connection;
  readonly #changed = new Emitter<readonly Display[]>();
  readonly #store = new DisposableStore();
  #current: readonly Display[] = [];
  #again: 'idle' | 'reading' | 'read-again' = 'idle';

  private constructor(connection: X11Connection) {
    this.#connection = connection;
  }

  static async open(connection: X11Connection): Promise<Displays> {
    const displays = new Displays(connection);
    const randr = await connection.extension('randr');
    const resources = await connection.atom('RESOURCE_MANAGER');
    connection.send((client) => client.ChangeWindowAttributes(connection.root, { eventMask: PROPERTY_CHANGE }));
    if (randr) connection.send(() => randr.SelectInput(connection.root, CHANGES));
    displays.#current = await displays.#read();
    displays.#store.add(
      connection.onEvent((event) => {
        const ofRandr = randr !== null && (event.type === randr.firstEvent || event.type === randr.firstEvent + 1);
        const ofScale = event.name === 'PropertyNotify' && event.atom === resources;
        if (ofRandr || ofScale) void displays.#follow();
      }),
    );
    return displays;
  }

  get current(): readonly Display[] {
    return this.#current;
  }

  readonly onChanged: Event<readonly Display[]> = this.#changed.event;

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }

  /** One change is told by several events: while one reading runs, the rest ask for one more. */
  async #follow(): Promise<void> {
    if (this.#again !== 'idle') {
      this.#again = 'read-again';
      return;
    }
    do {
      this.#again = 'reading';
      try {
        const next = await this.#read();
        const before = this.#current;
        this.#current = next;
        if (placesOf(next) !== placesOf(before)) this.#changed.fire(next);
      } catch {
        // The connection is gone, which its owner is told, or the set changed while read, which another event tells.
      }
    } while (this.#takeAgain());
  }

  #takeAgain(): boolean {
    const again = this.#again === 'read-again';
    this.#again = 'idle';
    return again;
  }

  /** A monitor that is no display may be one that changed between two answers: it is looked at once more. */
  async #read(isFirst = true): Promise<readonly Display[]> {
    const connection = this.#connection;
    const scale = await this.#readScale();
    const whole: Display = {
      x: 0,
      y: 0,
      width: connection.width,
      height: connection.height,
      scale,
      rotation: 0,
      primary: true,
    };
    const randr = await connection.extension('randr');
    if (!randr) return [whole];
    const { crtcs, config_timestamp } = await connection.ask<{
      readonly crtcs: readonly number[];
      readonly config_timestamp: number;
    }>((_client, reply) => randr.GetScreenResourcesCurrent(connection.root, reply));
    const [monitors, primary, ...infos] = await Promise.all([
      this.#readMonitors(randr.majorOpcode),
      this.#readPrimary(randr.majorOpcode),
      ...crtcs.map((crtc) => connection.ask<CrtcInfo>((_client, reply) => randr.GetCrtcInfo(crtc, config_timestamp, reply))),
    ]);
    const shown = infos.filter((info) => info.width > 0 && info.height > 0 && info.output.length > 0);
    const found = shown.length > 0 ? tidyDisplays(shown.map((info) => displayOf(info, scale, primary))) : [whole];
    const all = withMonitors(found, monitors, scale);
    return all.length > found.length && isFirst ? this.#read(false) : all;
  }

  async #readMonitors(opcode: number): Promise<readonly Monitor[]> {
    const packet = Buffer.alloc(12);
    packet.writeUInt8(opcode, 0);
    packet.writeUInt8(GET_MONITORS, 1);
    packet.writeUInt16LE(3, 2);
    packet.writeUInt32LE(this.#connection.root, 4);
    packet.writeUInt8(1, 8);
    // An older X server has none; the displays are told apart by their size then.
    return this.#connection.askRaw(packet, monitorsOf).catch(() => []);
  }

  #readPrimary(opcode: number): Promise<number> {
    const packet = Buffer.alloc(8);
    packet.writeUInt8(opcode, 0);
    packet.writeUInt8(GET_OUTPUT_PRIMARY, 1);
    packet.writeUInt16LE(2, 2);
    packet.writeUInt32LE(this.#connection.root, 4);
    return this.#connection.askRaw(packet, (body) => body.readUInt32LE(0));
  }

  async #readScale(): Promise<number> {
    const name = await this.#connection.atom('RESOURCE_MANAGER');
    const property = await this.#connection.ask<Property>((client, reply) =>
      client.GetProperty(0, this.#connection.root, name, 0, 0, RESOURCES_LIMIT, reply),
    );
    return scaleOf(property.data.toString('latin1'));
  }
}
