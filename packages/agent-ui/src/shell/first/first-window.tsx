import { type AppError, toAppError } from '@alongside/base';
import { firstPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Page } from '../parts/page.tsx';

/** A server has 15 s for each of its answers, of which there are two where it has an authority of its own. */
const ANSWER_MS = 60_000;
const REASONS = ['request.invalid', 'device.offline', 'auth.refused', 'auth.token-used', 'auth.key-mismatch'] as const;

interface Looked {
  readonly server: string;
  readonly organisation: string;
  readonly words: readonly string[] | null;
}

/** Takes the link that connects this computer, says where it leads, and asks. */
export function FirstWindow({ connection }: { readonly connection: Pick<Connection, 'call'> }) {
  const { t } = useTexts();
  const [link, setLink] = useState('');
  const [looked, setLooked] = useState<Looked>();
  const [failure, setFailure] = useState<AppError>();
  const [waiting, setWaiting] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of the two steps is read from its title on
  useEffect(() => heading.current?.focus(), [looked !== undefined]);
  const ask = async (asking: () => Promise<void>) => {
    setWaiting(true);
    setFailure(undefined);
    try {
      await asking();
    } catch (thrown) {
      setFailure(toAppError(thrown));
      setLooked(undefined);
      field.current?.focus();
    }
    setWaiting(false);
  };
  const params = { link: link.trim().slice(0, 500) };
  const look = (event: FormEvent) => {
    event.preventDefault();
    void ask(async () => setLooked(await connection.call(firstPage.firstLook, params, { timeoutMs: ANSWER_MS })));
  };
  const join = () =>
    void ask(async () => {
      await connection.call(firstPage.firstJoin, params, { timeoutMs: ANSWER_MS });
    });
  return (
    <Page foot={null}>
      {looked === undefined ? (
        <form onSubmit={look} noValidate>
          <Stack gap="md">
            <Title order={1} ref={heading} tabIndex={-1}>
              {t('first.title')}
            </Title>
            <Text>{t('first.lead')}</Text>
            <TextInput
              ref={field}
              label={t('first.field')}
              description={t('first.hint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="off"
              maxLength={500}
              value={link}
              error={failure === undefined ? undefined : `${t(reasonOf(failure))} (${failure.code})`}
              onChange={(event) => setLink(event.currentTarget.value)}
            />
            <Group>
              <Button type="submit" loading={waiting} disabled={link.trim() === ''}>
                {t('first.look')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <Title order={1} ref={heading} tabIndex={-1}>
            {t('first.question', { organisation: looked.organisation })}
          </Title>
          <Paper p="md">
            <Stack gap="xs">
              <Text style={{ overflowWrap: 'anywhere' }}>{t('first.server', { server: looked.server })}</Text>
              {looked.words === null ? null : <Text>{t('first.words', { words: looked.words.join(' ') })}</Text>}
            </Stack>
          </Paper>
          <Text>{t('first.means')}</Text>
          <Text>{t('first.check')}</Text>
          <Group gap="md">
            <Button loading={waiting} onClick={join}>
              {t('first.join')}
            </Button>
            <Anchor component="button" type="button" disabled={waiting} onClick={() => setLooked(undefined)}>
              {t('first.other')}
            </Anchor>
          </Group>
        </Stack>
      )}
    </Page>
  );
}

function reasonOf({ code }: AppError) {
  const known = REASONS.find((each) => each === code);
  return `first.reason.${known === undefined ? 'other' : (known.replace('.', '-') as 'device-offline')}` as const;
}
