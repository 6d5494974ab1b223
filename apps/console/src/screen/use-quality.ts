import type { PathStats } from '@alongside/peer';
import { useTexts } from '@alongside/ui';
import { useEffect, useState } from 'react';
import type { Size } from './picture-box.ts';

export type LookAtPath = () => Promise<PathStats | undefined>;

const LOOK_EACH_MS = 2000;

/** The way that the bytes take, looked at every two seconds, and at once when there is another way to look. */
export function usePath(look: LookAtPath): PathStats | undefined {
  const [way, setWay] = useState<PathStats>();
  useEffect(() => {
    let gone = false;
    const take = async () => {
      const found = await look();
      if (!gone) setWay(found);
    };
    void take();
    const timer = window.setInterval(() => void take(), LOOK_EACH_MS);
    return () => {
      gone = true;
      window.clearInterval(timer);
      setWay(undefined);
    };
  }, [look]);
  return way;
}

/** `1280 × 720 · 30/s · 24 ms · direct` */
export function useQualityLine(frame: Size | undefined, framesPerSecond: number | undefined, way: PathStats | undefined): string {
  const { t } = useTexts();
  return [
    frame === undefined ? undefined : t('quality.size', { width: frame.width, height: frame.height }),
    framesPerSecond === undefined ? undefined : t('quality.rate', { count: framesPerSecond }),
    way?.roundTripMs === undefined ? undefined : t('quality.roundTrip', { ms: Math.round(way.roundTripMs) }),
    way?.path === undefined ? undefined : t(`quality.${way.path}`),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
