import type { EditionState } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Accordion, Button, Group } from '@mantine/core';
import { ComparedVersions, useVersionName } from '../knowledge/compared-versions.tsx';

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
  const nameOf = useVersionName();
  const named = versions.map((version) => ({
    ...version,
    name:
      version.state === 'shipped'
        ? t('editing.shippedVersion')
        : nameOf(version, t(`editing.state.${version.state}`), version.note),
  }));
  return (
    <ComparedVersions versions={named}>
      {({ version }) => (
        <Group>
          <Button variant="default" onClick={() => onTakeUp(version)}>
            {t('editing.takeUp')}
          </Button>
        </Group>
      )}
    </ComparedVersions>
  );
}
