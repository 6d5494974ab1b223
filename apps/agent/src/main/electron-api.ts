import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  DesktopCapturerSource,
  Display,
  DisplayMediaRequestHandlerHandlerRequest,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  Rectangle,
  Streams,
} from 'electron';

export type { BrowserWindowConstructorOptions, CustomScheme, MenuItemConstructorOptions, MessageBoxOptions, Rectangle, Streams };

/*
 * The part of Electron that is used, so that everything but `main.ts` runs in Node. `main.ts` hands Electron itself in,
 * which is where the compiler checks these against Electron's own types; data shapes are Electron's.
 */

export interface Preventable {
  preventDefault(): void;
}

export interface FrameApi {
  readonly origin: string;
  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown>;
}

export interface ContentsApi {
  readonly id: number;
  readonly mainFrame: FrameApi;
  send(channel: string, frame: string): void;
  isDestroyed(): boolean;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  on(event: 'will-navigate', listener: (event: Preventable & { readonly url: string }) => void): unknown;
  on(event: 'will-frame-navigate', listener: (event: Preventable) => void): unknown;
  on(event: 'will-redirect', listener: (event: Preventable) => void): unknown;
  on(event: 'render-process-gone', listener: () => void): unknown;
}

export interface WindowApi {
  readonly webContents: ContentsApi;
  loadURL(url: string): Promise<void>;
  show(): void;
  showInactive(): void;
  hide(): void;
  focus(): void;
  moveTop(): void;
  restore(): void;
  destroy(): void;
  isDestroyed(): boolean;
  isVisible(): boolean;
  isMinimized(): boolean;
  flashFrame(flash: boolean): void;
  removeMenu(): void;
  setAlwaysOnTop(flag: boolean, level?: 'screen-saver'): void;
  setContentProtection(enable: boolean): void;
  setContentSize(width: number, height: number): void;
  setVisibleOnAllWorkspaces(
    visible: boolean,
    options?: { readonly visibleOnFullScreen: boolean; readonly skipTransformProcessType: boolean },
  ): void;
  on(event: 'close', listener: (event: Preventable) => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
  on(event: 'minimize' | 'hide', listener: () => void): unknown;
  /** Windows alone: the system asks whether the user's session may end (others may still say no), and says that it does. */
  on(event: 'query-session-end' | 'session-end', listener: () => void): unknown;
}

export interface IpcEventApi {
  readonly sender: Pick<ContentsApi, 'id' | 'isDestroyed'>;
  /** Null once the frame navigated or is gone. */
  readonly senderFrame: Pick<FrameApi, 'origin'> | null;
}

export interface IpcApi {
  on(channel: string, listener: (event: IpcEventApi, ...args: unknown[]) => void): unknown;
  handle(channel: string, listener: (event: IpcEventApi, ...args: unknown[]) => unknown): void;
  removeHandler(channel: string): void;
  removeAllListeners(channel: string): unknown;
}

export interface SessionApi {
  readonly protocol: { handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void };
  setPermissionRequestHandler(
    handler: (contents: Pick<ContentsApi, 'id'> | null, permission: string, callback: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: (contents: Pick<ContentsApi, 'id'> | null, permission: string) => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setDisplayMediaRequestHandler(
    handler: (request: DisplayRequest, callback: (streams: Streams | null) => void) => void,
    options?: { useSystemPicker: boolean },
  ): void;
  on(event: 'will-download', listener: (event: Preventable) => void): unknown;
}

export type DisplayRequest = Pick<
  DisplayMediaRequestHandlerHandlerRequest,
  'securityOrigin' | 'videoRequested' | 'audioRequested'
> & {
  readonly frame: Pick<FrameApi, 'origin'> | null;
};

export type ScreenSource = Pick<DesktopCapturerSource, 'id' | 'name' | 'display_id'>;
export type DisplayFacts = Pick<Display, 'id' | 'size' | 'scaleFactor'>;

export interface TrayApi {
  setImage(image: TrayImage): void;
  setToolTip(text: string): void;
  setMenu(template: readonly MenuItemConstructorOptions[]): void;
  on(event: 'click', listener: () => void): unknown;
  destroy(): void;
}

/** Pixels as Electron's `createFromBitmap` takes them (BGRA, premultiplied), one size each. */
export interface TrayImage {
  /** Drawn in the panel's own colour (macOS). */
  readonly template: boolean;
  readonly bitmaps: readonly { readonly size: number; readonly scaleFactor: number; readonly pixels: Uint8Array }[];
}

export interface AppApi {
  readonly isPackaged: boolean;
  readonly commandLine: { appendSwitch(name: string, value?: string): void; hasSwitch(name: string): boolean };
  enableSandbox(): void;
  /** Windows alone has it. */
  setAppUserModelId(id: string): void;
  /** macOS alone has it. */
  setActivationPolicy(policy: 'accessory'): void;
  requestSingleInstanceLock(): boolean;
  /** BCP 47, what is liked best first. */
  getPreferredSystemLanguages(): string[];
  setPath(name: 'userData', path: string): void;
  whenReady(): Promise<void>;
  exit(code?: number): void;
  on(event: 'second-instance', listener: () => void): unknown;
  on(event: 'activate', listener: () => void): unknown;
  on(event: 'window-all-closed', listener: () => void): unknown;
  on(event: 'before-quit', listener: (event: Preventable) => void): unknown;
  on(event: 'web-contents-created', listener: (event: unknown, contents: ContentsApi) => void): unknown;
  quit(): void;
  /** Once this one has ended. */
  relaunch(options: { args: string[]; execPath?: string }): void;
}

export interface ElectronApi {
  readonly app: AppApi;
  readonly ipc: IpcApi;
  readonly registerSchemes: (schemes: CustomScheme[]) => void;
  readonly sessionOf: (partition: string) => SessionApi;
  readonly createWindow: (options: BrowserWindowConstructorOptions) => WindowApi;
  readonly createTray: (image: TrayImage) => TrayApi;
  readonly screenSources: () => Promise<readonly ScreenSource[]>;
  readonly displays: () => readonly DisplayFacts[];
  /** Of the first display, without what the desktop keeps for itself; in the same measure as windows. */
  readonly workArea: () => Rectangle;
  /** Of the whole program; macOS takes the shortcuts of text fields from it. */
  readonly setMenu: (template: readonly MenuItemConstructorOptions[]) => void;
  /** A box that waits until it is closed. */
  readonly showError: (title: string, text: string) => void;
  /** Resolves to the number of the button. */
  readonly showMessage: (options: MessageBoxOptions) => Promise<number>;
  readonly shortcuts: { register(accelerator: string, pressed: () => void): boolean; unregister(accelerator: string): void };
  /** The system's own; `pressed` when the user presses it. */
  readonly notify: (words: { readonly title: string; readonly body: string }, pressed: () => void) => { close(): void };
  readonly onResume: (listener: () => void) => void;
  /** Linux and macOS: the system shuts down, and waits a little for whoever prevents that and quits. */
  readonly onShutdown: (listener: (event: Preventable) => void) => void;
  readonly beep: () => void;
  /** In whatever the system opens it with; rejects where there is nothing. */
  readonly openExternal: (address: string) => Promise<void>;
  /** macOS: what the system lets this program do (System Settings, Privacy & Security). */
  readonly permissions: () => { readonly screen: boolean; readonly control: boolean };
}
