import type { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import { Failure } from '../shared/failure.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import classes from './editing.module.css';
import { PlaybookEditor } from './playbook-editor.tsx';
import { usePlaybookList } from './use-editions.ts';

type Listed = z.infer<typeof http.playbookList.result>[number];

/** Playbooks as technicians follow them: what came with the program, and what this desk wrote in its place or beside it. */
export function PlaybooksSection() {
  const { t } = useTexts();
  /** `''`: a new one. */
  const [edited, setEdited] = useState<string>();
  const list = usePlaybookList();
  const edit = (id: string) => {
    setEdited(id);
    focusWhenThere(() => document.getElementById('playbook-title'));
  };
  const leave = () => {
    setEdited(undefined);
    focusWhenThere(() => document.querySelector(`[data-edit="${edited ?? ''}"]`));
  };
  if (edited !== undefined) return <PlaybookEditor key={edited} id={edited} onLeave={leave} />;
  if (list.error) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <Skeleton height={240} role="group" aria-busy aria-label={t('app.loading')} />;
  return (
    <Stack gap="md" maw={760}>
      <Text c="dimmed">{t('editing.playbooks.why')}</Text>
      <Group>
        <Button data-edit="" variant="default" onClick={() => edit('')}>
          {t('editing.playbooks.new')}
        </Button>
      </Group>
      <ul className={classes.list} aria-label={t('settings.playbooks')}>
        {list.data.map((each) => (
          <Row key={each.id} playbook={each} onEdit={() => edit(each.id)} />
        ))}
      </ul>
    </Stack>
  );
}

function Row({ playbook, onEdit }: { readonly playbook: Listed; readonly onEdit: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { title, category, inUse, newest } = playbook;
  const last = newest && t(`editing.last.${newest.state}`, { name: newest.by, when: formats.dayAndTime(newest.at) });
  return (
    <li>
      <span>
        <Text span fw={620} display="block">
          {title}
        </Text>
        <Text span size="sm" c="dimmed" display="block">
          {[t(`kb.category.${category}`), t(`editing.inUse.${inUse}`), last].filter(Boolean).join(' · ')}
        </Text>
      </span>
      <Button
        data-edit={playbook.id}
        size="compact-sm"
        variant="default"
        style={{ flex: 'none' }}
        aria-label={t('editing.changeName', { title })}
        onClick={onEdit}
      >
        {t('editing.change')}
      </Button>
    </li>
  );
}
