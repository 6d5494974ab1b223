import type { TechnicianView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import classes from './dialog.module.css';
import { Standing } from './standing.tsx';
import { WORDS } from './words.ts';

/** Who asks, for which request, and why in their own words. */
export function AskedBy({ technician, number, reason }: { technician: TechnicianView; number: number; reason: string }) {
  const { t } = useTexts();
  return (
    <>
      <Standing technician={technician} />
      <p {...WORDS}>{t('dialog.asks', { number, name: technician.name })}</p>
      <blockquote className={classes.quote} {...WORDS}>
        {t('dialog.quote', { reason })}
      </blockquote>
    </>
  );
}
