import type { TechnicianView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import classes from './dialog.module.css';
import { WORDS } from './words.ts';

/** Who asks, and how well this computer knows them. */
export function Standing({ technician, id }: { technician: TechnicianView; id?: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { name, organisation, standing, lookAlike } = technician;
  const known =
    'lastAt' in standing && standing.lastAt !== null
      ? t('dialog.standing.pinned', { count: standing.times, day: formats.day(standing.lastAt, Date.now()) })
      : t(`dialog.standing.${standing.kind}`, { name, organisation });
  return (
    <div id={id}>
      <p className={classes.who} {...WORDS}>
        {t('dialog.who', { name, organisation })}
      </p>
      <p className={standing.kind === 'new-key' ? classes.warning : undefined} {...WORDS}>
        {known}
      </p>
      {standing.kind === 'certified' && standing.newKey ? (
        <p {...WORDS}>{t('dialog.standing.newBrowser', { name, organisation })}</p>
      ) : null}
      {lookAlike ? (
        <p className={classes.warning} {...WORDS}>
          {t('dialog.lookAlike')}
        </p>
      ) : null}
    </div>
  );
}
