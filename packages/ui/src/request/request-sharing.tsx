import type { FollowedRequest, KeptPackage, UserVerdict } from '@alongside/protocol';
import { vendorPackage } from '@alongside/protocol';
import { Button, Code, Group, Paper, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useFormats } from '../formats.ts';
import { useUiTexts } from '../texts/use-texts.ts';
import classes from './request.module.css';

export interface RequestSharingProps {
  readonly request: FollowedRequest;
  readonly pending: boolean;
  /** Of the last answer, where it did not come through. */
  readonly failure: ReactNode;
  readonly onVerdict: (verdict: UserVerdict) => Promise<boolean>;
  /** The bytes themselves; undefined where they cannot be had now, which is told where failures are. */
  readonly read: () => Promise<KeptPackage | undefined>;
}

/** Somebody from outside may have a part of the request: exactly what, for whom, and the user's yes or no. */
export function RequestSharing({ request: { sharing }, pending, failure, onVerdict, read }: RequestSharingProps) {
  const t = useUiTexts();
  const [shown, setShown] = useState<KeptPackage>();
  if (sharing === undefined) return null;
  const { vendor, state } = sharing;
  // What was shown for another question is not what this one is about.
  const seen = shown?.sha256 === sharing.package ? shown : undefined;
  const isAsked = state === 'asked';
  const answer = (yes: 'yes' | 'no') => void onVerdict({ type: 'vendor-answered', package: sharing.package, answer: yes });
  return (
    <Paper withBorder p="md" component="section" aria-label={t('request.sharing.label')}>
      <Stack gap="sm">
        <Text fw={620}>{t(`request.sharing.${state}`, { vendor })}</Text>
        {isAsked ? <Text size="sm">{t('request.sharing.why', { vendor })}</Text> : null}
        {seen === undefined ? (
          <Group>
            <Button variant="default" onClick={() => void read().then(setShown)}>
              {t('request.sharing.show')}
            </Button>
          </Group>
        ) : (
          <Shared kept={seen} />
        )}
        {isAsked && seen === undefined ? (
          <Text size="sm" c="dimmed">
            {t('request.sharing.lookFirst')}
          </Text>
        ) : null}
        {isAsked ? (
          <Group gap="xs">
            <Button variant="default" loading={pending} onClick={() => answer('no')}>
              {t('request.sharing.no')}
            </Button>
            <Button variant="default" loading={pending} disabled={seen === undefined} onClick={() => answer('yes')}>
              {t('request.sharing.yes', { vendor })}
            </Button>
          </Group>
        ) : null}
        {failure}
      </Stack>
    </Paper>
  );
}

/** What it says, to be read; and below the bytes themselves. */
function Shared({ kept }: { readonly kept: KeptPackage }) {
  const t = useUiTexts();
  const formats = useFormats();
  const read = vendorPackage.safeParse(parsed(kept.text));
  return (
    <Stack gap="xs">
      {read.success ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too
        <ol className={classes.shared} tabIndex={0} aria-label={t('request.sharing.shown')}>
          {read.data.entries.map((entry, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a package never changes
            <li key={at}>
              <Text size="xs" c="dimmed">
                {[t(`request.sharing.from.${entry.from}`), formats.dayAndTime(entry.at)].join(' · ')}
              </Text>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {entry.text}
              </Text>
            </li>
          ))}
        </ol>
      ) : null}
      {read.success && read.data.reports.length > 0 ? <Text size="sm">{t('request.sharing.report')}</Text> : null}
      <details>
        <summary>{t('request.sharing.bytes')}</summary>
        <Code block tabIndex={0} className={classes.bytes} aria-label={t('request.sharing.bytes')}>
          {kept.text}
        </Code>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('request.sharing.hash', { hash: kept.sha256 })}
        </Text>
      </details>
    </Stack>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it, with the bytes still there to be seen.
    return undefined;
  }
}
