import { type RefObject, useEffect, useState } from 'react';
import type { Size } from './picture-box.ts';

/** The inner size of an element and the page's scale, followed. */
export function useViewport(element: RefObject<HTMLElement | null>): { viewport: Size; devicePixelRatio: number } {
  const [viewport, setViewport] = useState<Size>({ width: 0, height: 0 });
  const [devicePixelRatio, setRatio] = useState(window.devicePixelRatio);
  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      setViewport({ width: box.clientWidth, height: box.clientHeight });
      // Zooming changes both, and not every browser tells the query below of it.
      setRatio(window.devicePixelRatio);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  useEffect(() => {
    // One query tells one change: the next scale needs the next query.
    const query = window.matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const handle = () => setRatio(window.devicePixelRatio);
    query.addEventListener('change', handle);
    return () => query.removeEventListener('change', handle);
  }, [devicePixelRatio]);
  return { viewport, devicePixelRatio };
}
