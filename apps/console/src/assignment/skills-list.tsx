import { http, MAX_SKILLS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { tagsOf } from '../fleet/tag-words.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useSupportGroups } from '../tickets/use-tickets.ts';

/** What each person knows, for what is offered to them. */
export function SkillsList() {
  const { t } = useTexts();
  const people = useSupportGroups().data?.people ?? [];
  return (
    <section aria-labelledby="skills-title">
      <Title order={2} size="h3" id="skills-title">
        {t('skills.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('skills.why')}
      </Text>
      <Stack gap="xs">
        {people.map((person) => (
          <SkillsOf key={person.id} {...person} />
        ))}
      </Stack>
    </section>
  );
}

interface SkillsOfProps {
  readonly id: string;
  readonly name: string;
  readonly skills: readonly string[];
}

function SkillsOf({ id, name, skills }: SkillsOfProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [typed, setTyped] = useState<string>();
  const save = useMutation({
    mutationFn: (text: string) =>
      api.callRoute(http.skillsWrite, { params: { id }, body: { skills: tagsOf(text).slice(0, MAX_SKILLS) } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['support-groups'] });
      setTyped(undefined);
    },
    onError: notices.failed,
  });
  return (
    <Group align="end" gap="xs" wrap="nowrap">
      <TextInput
        size="sm"
        style={{ flex: 1 }}
        label={name}
        placeholder={t('case.tagsHow')}
        maxLength={400}
        value={typed ?? skills.join(', ')}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button
        size="sm"
        variant="default"
        aria-label={t('skills.saveOf', { name })}
        disabled={typed === undefined}
        loading={save.isPending}
        onClick={() => save.mutate(typed ?? '')}
      >
        {t('skills.save')}
      </Button>
    </Group>
  );
}
