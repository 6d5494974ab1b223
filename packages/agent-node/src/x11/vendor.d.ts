/** What is used of npm `x11` 4.2 (its own package has no types). Requests answer by a trailing callback. */
declare module 'x11' {
  import type { Duplex } from 'node:stream';

  export type Reply<T> = (error: Error | null | undefined, value: T) => unknown;

  export interface Screen {
    readonly root: number;
    readonly pixel_width: number;
    readonly pixel_height: number;
  }

  export interface Setup {
    readonly client: Client;
    readonly screen: readonly Screen[];
    readonly min_keycode: number;
    readonly max_keycode: number;
    readonly resource_mask: number;
  }

  export interface Extension {
    readonly majorOpcode: number;
    readonly firstEvent: number;
  }

  export interface XTest extends Extension {
    FakeInput(type: number, detail: number, delayMs: number, root: number, x: number, y: number): void;
    /** Lets this client's injected input and requests go on while another client holds the server. */
    GrabControl(impervious: boolean): void;
  }

  export interface CrtcInfo {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly mode: number;
    readonly rotation: number;
    readonly output: readonly number[];
  }

  export interface RandR extends Extension {
    SelectInput(window: number, mask: number): void;
    GetScreenResourcesCurrent(
      window: number,
      reply: Reply<{ readonly config_timestamp: number; readonly crtcs: readonly number[] }>,
    ): void;
    GetCrtcInfo(crtc: number, configTimestamp: number, reply: Reply<CrtcInfo>): void;
  }

  export interface Damage extends Extension {
    readonly ReportLevel: { readonly NonEmpty: number };
    Create(damage: number, drawable: number, level: number): void;
    Destroy(damage: number): void;
    Subtract(damage: number, repair: number, parts: number): void;
  }

  export interface ClientIdSpec {
    readonly client: number;
    readonly mask: number;
  }

  export interface Resources extends Extension {
    readonly ClientIdMask: { readonly LocalClientPID: number };
    QueryVersion(major: number, minor: number, reply: Reply<readonly [number, number]>): void;
    QueryClientIds(
      specs: readonly ClientIdSpec[],
      reply: Reply<readonly { readonly client: number; readonly mask: number; readonly value: readonly number[] }[]>,
    ): void;
  }

  export interface InputExtensionDevice {
    readonly deviceId: number;
    readonly use: number;
    readonly enabled: number;
    readonly name: string;
  }

  export interface InputExtension extends Extension {
    readonly AllDevices: number;
    readonly AllMasterDevices: number;
    readonly DeviceType: { readonly SlavePointer: number; readonly SlaveKeyboard: number };
    readonly xi2: { readonly majorVersion: number; readonly minorVersion: number } | null;
    XIQueryDevice(device: number, reply: Reply<readonly InputExtensionDevice[]>): void;
    XISelectEvents(window: number, masks: readonly { readonly deviceId: number; readonly mask: readonly string[] }[]): void;
  }

  export interface KeyboardState {
    readonly mods: number;
    readonly lockedMods: number;
    readonly latchedMods: number;
    readonly group: number;
  }

  export interface KeyboardExtension extends Extension {
    GetState(device: number, reply: Reply<KeyboardState>): void;
    LatchLockState(
      device: number,
      affectModLocks: number,
      modLocks: number,
      lockGroup: boolean,
      groupLock: number,
      affectModLatches: number,
      modLatches: number,
      latchGroup: boolean,
      groupLatch: number,
    ): void;
  }

  export interface Extensions {
    xtest: XTest;
    randr: RandR;
    damage: Damage;
    res: Resources;
    xinput: InputExtension;
    xkb: KeyboardExtension;
  }

  export interface Property {
    readonly type: number;
    readonly format: number;
    readonly data: Buffer;
  }

  export interface PointerAnswer {
    readonly child: number;
    readonly rootX: number;
    readonly rootY: number;
    readonly keyMask: number;
  }

  export interface ClientEvent {
    readonly name?: string;
    readonly type: number;
    readonly wid?: number;
    readonly atom?: number;
    readonly keycode?: number;
    readonly buttons?: number;
    readonly deviceId?: number;
    /** Keycode or button of a raw event. */
    readonly detail?: number;
  }

  export interface Client {
    seq_num: number;
    readonly replies: Record<number, [(body: Buffer, detail: number) => unknown, Reply<never>]>;
    readonly pack_stream: { put(packet: Buffer): void; submit(expectsReply?: boolean): void };
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'event', listener: (event: ClientEvent) => void): void;
    require<Name extends keyof Extensions>(name: Name, reply: Reply<Extensions[Name]>): void;
    terminate(): void;
    AllocID(): number;

    InternAtom(onlyIfExists: boolean, name: string, reply: Reply<number>): void;
    GetProperty(
      remove: number,
      window: number,
      name: number,
      type: number,
      longOffset: number,
      longLength: number,
      reply: Reply<Property>,
    ): void;
    ChangeWindowAttributes(window: number, values: { readonly eventMask: number }): void;
    ConfigureWindow(window: number, values: { readonly stackMode: number }): void;
    MapWindow(window: number): void;
    QueryTree(window: number, reply: Reply<{ readonly parent: number; readonly children: readonly number[] }>): void;
    QueryPointer(window: number, reply: Reply<PointerAnswer>): void;
    QueryKeymap(reply: Reply<Buffer>): void;
    GetInputFocus(reply: Reply<{ readonly focus: number }>): void;
    SendClientMessage(destination: number, window: number, type: number, format: number, data: readonly number[]): void;
    GrabKey(
      window: number,
      ownerEvents: number,
      modifiers: number,
      keycode: number,
      pointerMode: number,
      keyboardMode: number,
      reply: Reply<void>,
    ): void;
    UngrabKey(window: number, keycode: number, modifiers: number): void;
    GetKeyboardMapping(first: number, count: number, reply: Reply<readonly (readonly number[])[]>): void;
    ChangeKeyboardMapping(first: number, keysymsPerKeycode: number, keysyms: readonly number[]): void;
    GetModifierMapping(reply: Reply<readonly (readonly number[])[]>): void;
  }

  export interface Library {
    createClient(
      options: {
        readonly display: string;
        readonly stream: Duplex;
        readonly auth: { readonly name: string; readonly data: string };
        readonly disableBigRequests: boolean;
      },
      ready: (error: Error | undefined, setup: Setup) => void,
    ): Client;
  }

  const library: Library;
  // biome-ignore lint/style/noDefaultExport: what Node gives for a CommonJS package.
  export default library;
}
