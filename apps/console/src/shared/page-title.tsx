import { useTexts } from '@alongside/ui';
import { Title, type TitleProps } from '@mantine/core';
import { useEffect } from 'react';
import { withPage } from './tab-title.ts';

/** What the tab is called while this page is there: one of several is found by it, and in what was visited. */
export function useTabTitle(name: string): void {
  const { t } = useTexts();
  const app = t('app.name');
  useEffect(() => {
    document.title = withPage(document.title, name, app);
    return () => {
      document.title = withPage(document.title, undefined, app);
    };
  }, [name, app]);
}

export interface PageTitleProps extends Omit<TitleProps, 'order'> {
  readonly children: string;
}

/** The heading of a page, which its tab is called by, too. */
export function PageTitle({ children, ...others }: PageTitleProps) {
  useTabTitle(children);
  return (
    <Title order={1} style={{ overflowWrap: 'anywhere' }} {...others}>
      {children}
    </Title>
  );
}
