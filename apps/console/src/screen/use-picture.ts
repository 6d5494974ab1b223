import { type RefObject, useEffect, useState } from 'react';
import type { Size } from './picture-box.ts';

export interface PictureSeen {
  /** Of the last frame; undefined before the first. */
  readonly frame: Size | undefined;
  readonly framesPerSecond: number | undefined;
  /** performance.now() of the last frame, read when needed. */
  readonly times: RefObject<{ lastFrameAt: number | undefined; shownSince: number }>;
}

const COUNT_EACH_MS = 1000;

/** Watches the frames of a video element: the first one, their size, their rate. `live` false forgets them. */
export function usePicture(
  video: RefObject<HTMLVideoElement | null>,
  times: PictureSeen['times'],
  stream: MediaStream | undefined,
  live: boolean,
): PictureSeen {
  const [frame, setFrame] = useState<Size>();
  const [framesPerSecond, setFramesPerSecond] = useState<number>();
  useEffect(() => {
    const element = video.current;
    if (element === null || stream === undefined || !live) return;
    element.srcObject = stream;
    // Muted video plays without a gesture; a play that a new stream interrupts is followed by that stream's own.
    element.play().catch(() => undefined);
    times.current = { lastFrameAt: undefined, shownSince: performance.now() };
    let count = 0;
    let handle = 0;
    const handleFrame = (now: number, { width, height }: VideoFrameCallbackMetadata) => {
      count += 1;
      times.current.lastFrameAt = now;
      setFrame((before) => (before?.width === width && before.height === height ? before : { width, height }));
      handle = element.requestVideoFrameCallback(handleFrame);
    };
    handle = element.requestVideoFrameCallback(handleFrame);
    const timer = window.setInterval(() => {
      setFramesPerSecond(count);
      count = 0;
    }, COUNT_EACH_MS);
    const handleShown = () => {
      if (!document.hidden) times.current.shownSince = performance.now();
    };
    document.addEventListener('visibilitychange', handleShown);
    return () => {
      element.cancelVideoFrameCallback(handle);
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', handleShown);
      element.srcObject = null;
      setFrame(undefined);
      setFramesPerSecond(undefined);
    };
  }, [video, times, stream, live]);
  return { frame, framesPerSecond, times };
}
