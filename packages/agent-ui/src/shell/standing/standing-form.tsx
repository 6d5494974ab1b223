import { type AgentView, type Capability, STANDING_CAPABILITIES, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { keyOf } from '../texts/texts.ts';
import { DAYS_OFFERED, hoursOf, type WhenChoice } from './standing-choice.ts';

const WHENS: readonly WhenChoice[] = ['weekdays', 'daily', 'always'];
const HOURS = Array.from({ length: 25 }, (_, hour) => hour);

export interface StandingFormProps {
  readonly people: AgentView['standing']['people'];
  readonly organisation: string;
  readonly forbidden: readonly string[];
  readonly onDone: () => void;
}

/** Chooses; nothing is allowed by that: what was chosen is read back and asked. */
export function StandingForm({ people, organisation, forbidden, onDone }: StandingFormProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const offered = STANDING_CAPABILITIES.filter((capability) => !forbidden.includes(capability));
  const [technicianKey, setTechnicianKey] = useState(people[0]?.publicKey ?? '');
  const [group, setGroup] = useState<string | null>(null);
  const [capabilities, setCapabilities] = useState<readonly Capability[]>([]);
  const [when, setWhen] = useState<WhenChoice>('weekdays');
  const [from, setFrom] = useState(8);
  const [to, setTo] = useState(18);
  const [days, setDays] = useState<number>(7);
  const [problem, setProblem] = useState<'nothing' | 'hours'>();

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const missing = capabilities.length === 0 ? 'nothing' : when !== 'always' && from === to ? 'hours' : undefined;
    setProblem(missing);
    if (missing !== undefined) return;
    const hours = hoursOf(when, from, to, Intl.DateTimeFormat().resolvedOptions().timeZone);
    if (await ask(shellPage.standingPropose, { technicianKey, group, capabilities: [...capabilities], hours, days })) onDone();
  };
  const person = people.find(({ publicKey }) => publicKey === technicianKey);
  const hourOptions = HOURS.map((hour) => ({ value: String(hour), label: formats.minuteOfDay(hour * 60) }));
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap="md">
        <NativeSelect
          label={t('standing.form.who')}
          description={t('standing.form.whoHint')}
          data={people.map(({ publicKey, name, proof }) => ({
            value: publicKey,
            label: t(`standing.form.person.${proof}`, { name }),
          }))}
          value={technicianKey}
          onChange={(event) => {
            setTechnicianKey(event.currentTarget.value);
            // What was chosen with one person's groups before one's eyes is no choice of another's.
            setGroup(null);
          }}
        />
        {person === undefined || person.groups.length === 0 ? null : (
          <ForWhom name={person.name} groups={person.groups} organisation={organisation} group={group} onChange={setGroup} />
        )}
        <Checkbox.Group
          label={t('standing.form.what')}
          description={t('standing.form.noScreen')}
          error={problem === 'nothing' ? t('standing.form.nothing') : undefined}
          value={[...capabilities]}
          onChange={(values) => {
            setCapabilities(offered.filter((capability) => values.includes(capability)));
            setProblem(undefined);
          }}
        >
          <Stack gap="xs" mt="xs">
            {offered.map((capability) => (
              <Checkbox key={capability} value={capability} label={t(`standing.form.capability.${keyOf(capability)}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Radio.Group
          label={t('standing.form.when')}
          value={when}
          onChange={(value) => setWhen(WHENS.find((each) => each === value) ?? 'weekdays')}
        >
          <Stack gap="xs" mt="xs">
            {WHENS.map((each) => (
              <Radio key={each} value={each} label={t(`standing.form.whens.${each}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {when === 'always' ? null : (
          <Group gap="md" align="end">
            <NativeSelect
              label={t('standing.form.from')}
              data={hourOptions.slice(0, 24)}
              value={String(from)}
              onChange={(event) => setFrom(Number(event.currentTarget.value))}
            />
            <NativeSelect
              label={t('standing.form.to')}
              data={hourOptions.slice(1)}
              value={String(to)}
              error={problem === 'hours' ? t('standing.form.sameHour') : undefined}
              onChange={(event) => setTo(Number(event.currentTarget.value))}
            />
          </Group>
        )}
        <NativeSelect
          label={t('standing.form.howLong')}
          data={DAYS_OFFERED.map((count) => ({ value: String(count), label: t('standing.form.days', { count }) }))}
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
        <Text size="sm">{t('standing.form.next')}</Text>
        <Group gap="sm">
          <Button variant="default" onClick={onDone}>
            {t('standing.form.leave')}
          </Button>
          <Button type="submit">{t('standing.form.go')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ForWhomProps {
  readonly name: string;
  readonly groups: readonly string[];
  readonly organisation: string;
  /** null: the person alone. */
  readonly group: string | null;
  readonly onChange: (group: string | null) => void;
}

/** The person alone, unless the user says otherwise. Values are places in the list: any name may be a group's. */
function ForWhom({ name, groups, organisation, group, onChange }: ForWhomProps) {
  const { t } = useTexts();
  return (
    <Radio.Group
      label={t('standing.form.forWhom')}
      value={String(group === null ? -1 : groups.indexOf(group))}
      onChange={(value) => onChange(groups[Number(value)] ?? null)}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="-1" label={t('standing.form.onlyOne', { name })} />
        {groups.map((each, at) => (
          <Radio
            key={each}
            value={String(at)}
            label={t('standing.form.everybody', { group: each, organisation })}
            description={t('standing.form.everybodyMeans', { organisation })}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
