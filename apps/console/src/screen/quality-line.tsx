import { useTexts } from '@alongside/ui';
import { useEffect, useState } from 'react';
import { adviceOn } from './picture-age.ts';
import type { Size } from './picture-box.ts';
import classes from './remote-screen.module.css';

export interface QualityLineProps {
  readonly frame: Size | undefined;
  readonly framesPerSecond: number | undefined;
  readonly path: () => Promise<{ readonly roundTripMs: number | undefined; readonly path: 'direct' | 'relay' } | undefined>;
}

const LOOK_EACH_MS = 2000;

/** `1280 × 720 · 30/s · 24 ms · direct`, and plain advice when it is bad. */
export function QualityLine({ frame, framesPerSecond, path }: QualityLineProps) {
  const { t } = useTexts();
  const [way, setWay] = useState<Awaited<ReturnType<QualityLineProps['path']>>>();
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const found = await path();
      if (!gone) setWay(found);
    };
    void look();
    const timer = window.setInterval(() => void look(), LOOK_EACH_MS);
    return () => {
      gone = true;
      window.clearInterval(timer);
    };
  }, [path]);
  const parts = [
    frame === undefined ? undefined : t('quality.size', { width: frame.width, height: frame.height }),
    framesPerSecond === undefined ? undefined : t('quality.rate', { count: framesPerSecond }),
    way?.roundTripMs === undefined ? undefined : t('quality.roundTrip', { ms: Math.round(way.roundTripMs) }),
    way === undefined ? undefined : t(`quality.${way.path}`),
  ].filter((part) => part !== undefined);
  const advice = adviceOn({ framesPerSecond, roundTripMs: way?.roundTripMs, path: way?.path });
  return (
    <>
      <span className={classes.quality}>{parts.join(' · ')}</span>
      {advice === undefined ? null : (
        <span className={classes.advice} role="status">
          {t(`quality.advice.${advice}`)}
        </span>
      )}
    </>
  );
}
