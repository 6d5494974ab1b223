import type { InputEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { LEAVE_CHORD } from './keyboard.ts';
import { veilAgeMs } from './picture-age.ts';
import { containedBox, elementSize, type Size, type Zoom } from './picture-box.ts';
import { RemoteInput } from './remote-input.ts';
import classes from './remote-screen.module.css';
import { ScreenToolbar } from './screen-toolbar.tsx';
import { usePicture } from './use-picture.ts';
import type { LookAtPath } from './use-quality.ts';
import { useViewport } from './use-viewport.ts';

export interface RemoteScreenProps {
  readonly userName: string;
  readonly stream: MediaStream | undefined;
  /** Whether the screen is shown to us now (between `screen/started` and its end). */
  readonly live: boolean;
  /** Mouse and keyboard are allowed and not frozen. */
  readonly control: boolean;
  /** Absent where one only looks: then nothing listens to mouse and keys, and nothing is there to send them. */
  readonly onInput?: ((events: readonly InputEvent[]) => void) | undefined;
  /** How long the other side has been silent, ms. */
  readonly silentMs: () => number;
  /** Looks at the connection's way and round trip. */
  readonly path: LookAtPath;
  /** Instead of the picture, while there is none. */
  readonly children: ReactNode;
  /** Why the last input had no effect. */
  readonly note: string | undefined;
}

const LOOK_EACH_MS = 250;

/** The other machine's screen, and this one's mouse and keyboard in it. */
export function RemoteScreen({ userName, stream, live, control, onInput, silentMs, path, children, note }: RemoteScreenProps) {
  const { t } = useTexts();
  const stage = useRef<HTMLDivElement>(null);
  const viewportElement = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const times = useRef<{ lastFrameAt: number | undefined; shownSince: number }>({ lastFrameAt: undefined, shownSince: 0 });
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [focused, setFocused] = useState(false);
  const [veilMs, setVeilMs] = useState<number>();
  const { viewport, devicePixelRatio } = useViewport(viewportElement);
  const { frame, framesPerSecond } = usePicture(video, times, stream, live);
  const size = frame === undefined ? viewport : elementSize(zoom, viewport, frame, devicePixelRatio);

  useEffect(() => {
    if (!live) return setVeilMs(undefined);
    const timer = window.setInterval(() => {
      const hidden = document.hidden || viewportElement.current?.clientWidth === 0;
      // Nothing is drawn where nobody can see it; the age counts from when it can be seen.
      if (hidden) times.current.shownSince = performance.now();
      const age = hidden ? undefined : veilAgeMs({ ...times.current, silentMs: silentMs(), now: performance.now() });
      setVeilMs(age === undefined ? undefined : Math.floor(age / 1000) * 1000);
    }, LOOK_EACH_MS);
    return () => window.clearInterval(timer);
  }, [live, silentMs]);

  const now = useRef({ control, onInput, frame });
  now.current = { control, onInput, frame };
  const pictureSeen = frame !== undefined;
  const canControl = onInput !== undefined;
  useEffect(() => {
    const surface = viewportElement.current;
    const keys = field.current;
    if (!pictureSeen || !canControl || surface === null || keys === null) return;
    const input = new RemoteInput({
      surface,
      field: keys,
      picture: () => pictureOf(video.current, now.current.frame),
      allowed: () => now.current.control,
      send: (events) => now.current.onInput?.(events),
      leave: () => leave(stage.current, keys),
      pointerAt: (point) => moveRing(ring.current, surface, now.current.control ? point : undefined),
    });
    return () => input.dispose();
  }, [pictureSeen, canControl]);

  const fullScreen = async () => {
    await stage.current?.requestFullscreen();
    if (!canControl) return;
    // Chromium only: Escape, Alt+Tab and the like go to the picture too, until Escape is held.
    await (navigator as Navigator & { keyboard?: { lock(): Promise<void> } }).keyboard?.lock();
    field.current?.focus();
  };

  return (
    <div ref={stage} className={classes.stage} data-control={control || undefined}>
      <div ref={viewportElement} className={classes.viewport} data-zoom={zoom} data-seen={pictureSeen || undefined}>
        <video
          ref={video}
          className={classes.video}
          muted
          playsInline
          tabIndex={-1}
          aria-label={t('screen.of', { name: userName })}
          style={{ width: size.width, height: size.height }}
        />
        {canControl ? (
          <textarea
            ref={field}
            className={classes.field}
            aria-label={t('screen.keysField', { name: userName, chord: LEAVE_CHORD.label })}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            disabled={!pictureSeen}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
          />
        ) : null}
        <div ref={ring} className={classes.ring} hidden aria-hidden />
        {pictureSeen ? null : <div className={classes.instead}>{children}</div>}
        {veilMs === undefined ? null : (
          <div className={classes.veil}>
            <Text fw={620} className={classes.veilText}>
              {t('screen.veil', { count: Math.max(1, Math.round(veilMs / 1000)) })}
            </Text>
          </div>
        )}
      </div>
      <ScreenToolbar
        seen={pictureSeen}
        control={control}
        zoom={zoom}
        onZoom={setZoom}
        onFullScreen={() => void fullScreen().catch(() => undefined)}
        onInput={
          onInput &&
          ((events) => {
            onInput(events);
            field.current?.focus();
          })
        }
        frame={frame}
        framesPerSecond={framesPerSecond}
        path={path}
        note={note ?? (focused && control ? t('screen.keysGo', { name: userName, chord: LEAVE_CHORD.label }) : undefined)}
        portal={stage}
      />
    </div>
  );
}

function pictureOf(video: HTMLVideoElement | null, frame: Size | undefined) {
  if (video === null || frame === undefined) return undefined;
  const { left, top, width, height } = video.getBoundingClientRect();
  return { box: containedBox({ left, top, width, height }, frame), frame };
}

function leave(stage: HTMLElement | null, field: HTMLElement): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  field.blur();
  // The keyboard goes on from the toolbar, which comes next.
  stage?.querySelector<HTMLElement>('[data-after-picture]')?.focus();
}

function moveRing(ring: HTMLElement | null, surface: HTMLElement, point: { x: number; y: number } | undefined): void {
  if (ring === null) return;
  ring.hidden = point === undefined;
  if (point === undefined) return;
  const home = surface.getBoundingClientRect();
  const x = point.x - home.left + surface.scrollLeft;
  const y = point.y - home.top + surface.scrollTop;
  ring.style.transform = `translate(${x}px, ${y}px)`;
}
