import { Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { OrganisationLogo } from '../shared/organisation-logo.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import classes from './entry-frame.module.css';
import { OtherLanguages } from './other-languages.tsx';

export interface EntryFrameProps {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly children: ReactNode;
}

/** One card in the middle: the pages before somebody is signed in. */
export function EntryFrame({ title, lead, children }: EntryFrameProps) {
  return (
    <main className={classes.page}>
      <Paper className={classes.card} p="xl" shadow="sm">
        <Stack gap="md">
          <OrganisationLogo size="entry" />
          <div>
            <PageTitle>{title}</PageTitle>
            {lead === undefined ? null : (
              <Text c="dimmed" mt={4}>
                {lead}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </Paper>
      <OtherLanguages />
    </main>
  );
}
