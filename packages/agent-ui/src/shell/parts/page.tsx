import { useTexts } from '@alongside/ui';
import type { ReactNode } from 'react';
import classes from './page.module.css';

export interface PageProps {
  /** Stays at the top: the bar. */
  readonly bar?: ReactNode;
  readonly children: ReactNode;
  /** Has room of its own between the content and where one writes: what was said meanwhile. */
  readonly beside?: ReactNode;
  /** Stays above the foot: where one writes. */
  readonly composer?: ReactNode;
  readonly foot: ReactNode;
  /** A dialog fills the place of the content. */
  readonly dialog?: boolean;
}

/** The frame of every page: what is allowed above, whom to call below, one thing in between. */
export function Page({ bar, children, beside, composer, foot, dialog = false }: PageProps) {
  const { t } = useTexts();
  return (
    <div className={classes.page} data-beside={beside !== undefined || undefined}>
      {bar}
      <main className={classes.content} data-dialog={dialog || undefined}>
        <div className={classes.column}>{children}</div>
      </main>
      {beside === undefined ? null : <div className={classes.beside}>{beside}</div>}
      {composer === undefined ? null : (
        <section className={classes.composer} aria-label={t('chat.label')} data-dialog={dialog || undefined}>
          <div className={classes.column}>{composer}</div>
        </section>
      )}
      {foot}
    </div>
  );
}
