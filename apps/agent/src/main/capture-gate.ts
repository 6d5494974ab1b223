import type { Logger } from '@alongside/base';
import type { Streams } from 'electron';
import type { DisplayRequest, FrameApi, ScreenSource, SessionApi } from './electron-api.ts';
import { originOf } from './page-kinds.ts';

/** One screen for one yes. */
export type CaptureState =
  /** No yes is being carried out. */
  | { readonly state: 'closed' }
  | { readonly state: 'open' }
  | { readonly state: 'choosing' }
  | { readonly state: 'armed'; readonly source: ScreenSource }
  /** This yes had its screen, or its choice was declined. */
  | { readonly state: 'used' };

export type CaptureEvent =
  | { readonly type: 'consent'; readonly live: boolean }
  | { readonly type: 'asked' }
  | { readonly type: 'chosen'; readonly source: ScreenSource | undefined }
  | { readonly type: 'requested' };

export function nextCapture(state: CaptureState, event: CaptureEvent): CaptureState {
  switch (event.type) {
    case 'consent':
      if (!event.live) return { state: 'closed' };
      return state.state === 'closed' ? { state: 'open' } : state;
    case 'asked':
      return state.state === 'open' ? { state: 'choosing' } : state;
    case 'chosen':
      if (state.state !== 'choosing') return state;
      return event.source === undefined ? { state: 'used' } : { state: 'armed', source: event.source };
    case 'requested':
      return state.state === 'armed' ? { state: 'used' } : state;
  }
}

export interface CaptureGateParts {
  /** The core's own word, asked anew each time: a yes for the screen is being carried out this moment. */
  readonly mayCapture: () => boolean;
  /** Lets the user choose; undefined where they do not. */
  readonly choose: () => Promise<ScreenSource | undefined>;
  /** The link page's main frame, where there is one. */
  readonly linkFrame: () => FrameApi | undefined;
  readonly logger: Logger;
}

/**
 * Stands before each screen capture of the link page: only under a yes that the core is carrying out, once for each, only
 * for that page's main frame, only the screen that was chosen. The core decides; this carries out.
 */
export class CaptureGate {
  readonly #parts: CaptureGateParts;
  #state: CaptureState = { state: 'closed' };
  #captured = false;

  constructor(parts: CaptureGateParts) {
    this.#parts = parts;
  }

  /** To be told when the core's word may have changed. */
  handleConsent(): void {
    this.#feed({ type: 'consent', live: this.#parts.mayCapture() });
  }

  /** The link page asks; true once a screen was chosen and the page may take it. */
  async chooseScreen(): Promise<boolean> {
    this.handleConsent();
    if (this.state.state !== 'open') return false;
    this.#feed({ type: 'asked' });
    const source = await this.#parts.choose().catch((error: unknown) => {
      this.#parts.logger.error('the screens could not be listed', { error: String(error) });
      return undefined;
    });
    // The yes may be over by now.
    this.handleConsent();
    this.#feed({ type: 'chosen', source });
    const frame = this.#parts.linkFrame();
    if (this.#armed() === undefined || frame === undefined) return false;
    // Capture needs a click in the page that takes it (W3C Screen Capture 5.1); the click that counts was in the consent window.
    await frame.executeJavaScript('0', true);
    return true;
  }

  /** For both permission handlers. */
  allows(permission: string): boolean {
    return permission === 'display-capture' && this.#state.state === 'armed' && this.#parts.mayCapture();
  }

  /** The screen for one request; null refuses it. */
  take(request: DisplayRequest): Streams | null {
    this.handleConsent();
    const source = this.#armed();
    const frame = this.#parts.linkFrame();
    const fits =
      request.frame !== null &&
      request.frame === frame &&
      request.frame.origin === originOf('link') &&
      sameOrigin(request.securityOrigin, originOf('link')) &&
      request.videoRequested &&
      !request.audioRequested;
    if (!fits || source === undefined) {
      this.#parts.logger.warn('a screen capture was refused', { state: this.#state.state, fits });
      return null;
    }
    this.#feed({ type: 'requested' });
    this.#captured = true;
    return { video: { id: source.id, name: source.name } };
  }

  /** The link page was given a screen, and may have kept it. */
  get captured(): boolean {
    return this.#captured;
  }

  /** The page that had one is gone. */
  forgetCapture(): void {
    this.#captured = false;
  }

  get state(): CaptureState {
    return this.#state;
  }

  #armed(): ScreenSource | undefined {
    return this.#state.state === 'armed' ? this.#state.source : undefined;
  }

  #feed(event: CaptureEvent): void {
    this.#state = nextCapture(this.#state, event);
  }
}

/** Everything that a page could ask of a machine, refused; the screen goes by the gate, and to the link page alone. */
export function denyByDefault(session: SessionApi, gate: CaptureGate | undefined, isLink: (contentsId: number) => boolean): void {
  session.setPermissionRequestHandler((contents, permission, callback) =>
    callback(contents !== null && isLink(contents.id) && (gate?.allows(permission) ?? false)),
  );
  session.setPermissionCheckHandler(
    (contents, permission) => contents !== null && isLink(contents.id) && (gate?.allows(permission) ?? false),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((request, callback) => callback(gate?.take(request) ?? null), { useSystemPicker: false });
}

/** Chromium writes an origin as an address, with a slash at its end. */
function sameOrigin(written: string, origin: string): boolean {
  return written === origin || written === `${origin}/`;
}
