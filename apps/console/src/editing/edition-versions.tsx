import type { EditionState } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Accordion, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Difference } from '../knowledge/difference.tsx';

/** As lines; version 0 is what came with the program. */
export interface Version {
  readonly version: number;
  readonly state: EditionState | 'shipped';
  readonly at: number;
  readonly by: string;
  readonly note: string;
  readonly lines: string;
}

export interface EditionVersionsProps {
  readonly versions: readonly Version[];
  readonly onTakeUp: (version: number) => void;
}

/** Who wrote which version, what became of one in the next, and the way back to any of them. */
export function EditionVersions({ versions, onTakeUp }: EditionVersionsProps) {
  const { t } = useTexts();
  if (versions.length === 0) return null;
  return (
    <Accordion chevronPosition="left" order={3}>
      <Accordion.Item value="versions">
        <Accordion.Control>{t('editing.versions', { count: versions.length })}</Accordion.Control>
        <Accordion.Panel>
          <Compared versions={versions} onTakeUp={onTakeUp} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function Compared({ versions, onTakeUp }: EditionVersionsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const [chosen, setChosen] = useState(0);
  const now = versions[chosen];
  const before = versions[chosen + 1];
  if (now === undefined) return null;
  const name = ({ version, state, at, by, note }: Version) =>
    state === 'shipped'
      ? t('editing.shippedVersion')
      : [t('editing.version', { version, name: by, when: formats.dayAndTime(at) }), t(`editing.state.${state}`), note]
          .filter(Boolean)
          .join(' · ');
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('editing.chooseVersion')}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        data={versions.map((version, place) => ({ value: String(place), label: name(version) }))}
      />
      <Text size="sm" c="dimmed">
        {before === undefined ? t('editing.firstVersion') : t('editing.comparedWith', { version: name(before) })}
      </Text>
      <Difference before={before === undefined ? now.lines : before.lines} after={now.lines} />
      <Group>
        <Button variant="default" onClick={() => onTakeUp(now.version)}>
          {t('editing.takeUp')}
        </Button>
      </Group>
    </Stack>
  );
}
