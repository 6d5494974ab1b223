import { MAX_PLAYBOOK_STEPS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Accordion, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Flaws, moved, newStep, type PlaybookDraft, type StepDraft, withoutStep } from './playbook-draft.ts';
import { StepFields } from './step-fields.tsx';
import { useFlawWords } from './use-flaw-words.ts';

export interface StepListProps {
  readonly draft: PlaybookDraft;
  readonly flaws: Flaws;
  readonly onSteps: (steps: StepDraft[]) => void;
}

/** The steps in their order; those that do not fit yet stand open. */
export function StepList({ draft, flaws, onSteps }: StepListProps) {
  const { t } = useTexts();
  const flaw = useFlawWords(flaws);
  const { steps } = draft;
  const [opened, setOpened] = useState<string[]>([]);
  const wrong = steps.flatMap(({ id }, at) => ([...flaws.keys()].some((place) => place.startsWith(`steps-${at}-`)) ? [id] : []));
  const add = () => {
    const step = newStep(steps);
    onSteps([...steps, step]);
    setOpened([...opened, step.id]);
  };
  return (
    <Stack gap="xs" component="section" aria-label={t('editing.steps')}>
      <Title order={3} size="h4">
        {t('editing.steps')}
      </Title>
      {flaws.has('steps') ? (
        <Text id="playbook-steps" tabIndex={-1} size="sm" c="var(--alongside-viewed)">
          {flaw('steps')}
        </Text>
      ) : null}
      <Accordion
        multiple
        value={[...new Set([...opened, ...wrong])]}
        onChange={setOpened}
        chevronPosition="left"
        variant="default"
        order={4}
      >
        {steps.map((step, at) => (
          <Accordion.Item key={step.id} value={step.id}>
            <Accordion.Control>{t('editing.step', { number: at + 1, text: step.text })}</Accordion.Control>
            <Accordion.Panel>
              <StepFields
                draft={draft}
                at={at}
                step={step}
                flaws={flaws}
                onChange={(part) => onSteps(steps.with(at, { ...step, ...part }))}
                onMove={(to) => onSteps(moved(steps, at, to))}
                onRemove={() => onSteps(withoutStep(steps, at))}
              />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Group>
        <Button size="compact-sm" variant="default" disabled={steps.length >= MAX_PLAYBOOK_STEPS} onClick={add}>
          {t('editing.addStep')}
        </Button>
      </Group>
    </Stack>
  );
}
