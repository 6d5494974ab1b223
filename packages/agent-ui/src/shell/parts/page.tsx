import { useTexts } from '@alongside/ui';
import type { ReactNode } from 'react';
import classes from './page.module.css';

export interface PageProps {
  /** Stays at the top: the bar. */
  readonly bar?: ReactNode;
  readonly children: ReactNode;
  /** Stays above the foot: where one writes. */
  readonly composer?: ReactNode;
  readonly foot: ReactNode;
  /** A dialog fills the place of the content. */
  readonly dialog?: boolean;
}

/** The frame of every page: what is allowed above, whom to call below, one thing in between. */
export function Page({ bar, children, composer, foot, dialog = false }: PageProps) {
  const { t } = useTexts();
  return (
    <div className={classes.page}>
      {bar}
      <main className={classes.content} data-dialog={dialog || undefined}>
        <div className={classes.column}>{children}</div>
      </main>
      {composer === undefined ? null : (
        <section className={classes.composer} aria-label={t('chat.label')} data-dialog={dialog || undefined}>
          <div className={classes.column}>{composer}</div>
        </section>
      )}
      {foot}
    </div>
  );
}
