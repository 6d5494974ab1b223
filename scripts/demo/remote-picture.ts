import type { Page } from '@playwright/test';
import type { Point } from './desktop.ts';

/** The technician's picture shrunk as the browser draws it; three bytes a pixel. Empty while there is no frame. */
export function picturePixels(technician: Page, width: number, height: number): Promise<number[]> {
  return technician.locator('video').evaluate(
    (video: HTMLVideoElement, size) => {
      if (video.videoWidth === 0) return [];
      const canvas = document.createElement('canvas');
      canvas.width = size.width;
      canvas.height = size.height;
      const drawing = canvas.getContext('2d');
      if (drawing === null) return [];
      drawing.imageSmoothingQuality = 'high';
      drawing.drawImage(video, 0, 0, size.width, size.height);
      const { data } = drawing.getImageData(0, 0, size.width, size.height);
      return Array.from(data).filter((_, index) => index % 4 !== 3);
    },
    { width, height },
  );
}

/**
 * The place of the page, in whole CSS pixels as a mouse has them, that is drawn nearest to a pixel of the user's screen,
 * and the pixel that it then means.
 */
export function placeOf(technician: Page, wanted: Point): Promise<{ readonly page: Point; readonly screen: Point }> {
  return technician.locator('video').evaluate((video: HTMLVideoElement, { x, y }) => {
    const box = video.getBoundingClientRect();
    const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
    const left = box.left + (box.width - video.videoWidth * scale) / 2;
    const top = box.top + (box.height - video.videoHeight * scale) / 2;
    const page = { x: Math.round(left + x * scale), y: Math.round(top + y * scale) };
    return { page, screen: { x: Math.floor((page.x - left) / scale), y: Math.floor((page.y - top) / scale) } };
  }, wanted);
}

/** Resolves to when the next frame is drawn, ms since the epoch by the page's clock. */
export function nextFrameAt(technician: Page): Promise<number> {
  return technician.locator('video').evaluate(
    (video: HTMLVideoElement) =>
      new Promise<number>((resolve) => {
        video.requestVideoFrameCallback((now) => resolve(performance.timeOrigin + now));
      }),
  );
}

/** Resolves to when the next click comes to a page, ms since the epoch by the page's clock. */
export function nextClickAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const heard = (event: Event) => resolve(performance.timeOrigin + event.timeStamp);
        window.addEventListener('click', heard, { capture: true, once: true });
      }),
  );
}
