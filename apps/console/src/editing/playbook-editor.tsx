import { http, type Playbook, type PlaybookChange, type PlaybookEdition, playbookId } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import { idOf } from '../knowledge/article-draft.ts';
import { useArticles } from '../knowledge/use-knowledge.ts';
import { Failure } from '../shared/failure.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { useLanguage } from '../shared/use-language.ts';
import { useNotices } from '../shared/use-notices.ts';
import { type Act, EditionFrame } from './edition-frame.tsx';
import {
  draftOfPlaybook,
  type Flaws,
  newPlaybook,
  type PlaybookDraft,
  readPlaybookDraft,
  textOfPlaybook,
  wantedOf,
} from './playbook-draft.ts';
import { PlaybookFields } from './playbook-fields.tsx';
import { StepList } from './step-list.tsx';
import { useEditionChange, usePlaybookEditions, usePlaybookList } from './use-editions.ts';
import { usePlaybookLines } from './use-line-words.ts';

export interface PlaybookEditorProps {
  /** Empty for a new one. */
  readonly id: string;
  readonly onLeave: () => void;
}

/** Writing a playbook. What is typed survives a reload until it is saved or dropped. */
export function PlaybookEditor({ id, onLeave }: PlaybookEditorProps) {
  return id === '' ? <Editor shipped={null} versions={[]} id="" onLeave={onLeave} /> : <Existing id={id} onLeave={onLeave} />;
}

function Existing({ id, onLeave }: PlaybookEditorProps) {
  const { t } = useTexts();
  const read = usePlaybookEditions(id);
  if (read.error) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={320} role="group" aria-busy aria-label={t('app.loading')} />;
  return <Editor {...read.data} id={id} onLeave={onLeave} />;
}

interface EditorProps extends PlaybookEditorProps {
  readonly shipped: Playbook | null;
  /** Newest first. */
  readonly versions: readonly PlaybookEdition[];
}

const NO_FLAWS: Flaws = new Map();

function Editor({ id, shipped, versions, onLeave }: EditorProps) {
  const { t } = useTexts();
  const language = useLanguage();
  const notices = useNotices();
  const linesOf = usePlaybookLines();
  const articles = useArticles().data;
  const others = usePlaybookList().data ?? [];
  const [kept, keep] = useDraft(`playbook.${id}`);
  const [initial] = useState(() => {
    const text = versions[0]?.text ?? shipped;
    return text === null ? newPlaybook(language) : draftOfPlaybook(id, text, versions[0]?.version ?? null);
  });
  const [flaws, setFlaws] = useState(NO_FLAWS);
  const draft = readPlaybookDraft(kept) ?? initial;
  const change = (part: Partial<PlaybookDraft>) => keep(JSON.stringify({ ...draft, ...part }));
  const save = useEditionChange((api, { to, body }: { to: string; body: PlaybookChange }) =>
    api.callRoute(http.playbookSave, { params: { playbook: to }, body }),
  );
  const leave = () => {
    keep('');
    onLeave();
  };
  const isArticle = (article: string) => articles === undefined || articles.some((each) => each.id === article);
  const made = textOfPlaybook(draft, isArticle);
  const to = id === '' ? idOf(draft.title) : id;
  const act = (wanted: Act) => {
    const { base, note } = draft;
    const send = (body: PlaybookChange) =>
      save.mutate({
        values: { to, body },
        kept: () => {
          notices.said(t(`editing.done.${wanted}`));
          leave();
        },
      });
    if (wanted === 'withdraw') return send({ act: 'withdraw', base, note });
    const isTaken = id === '' && (!playbookId.safeParse(to).success || others.some((each) => each.id === to));
    const found: Flaws = made.flaws ?? (isTaken ? new Map([['title', 'taken'] as const]) : NO_FLAWS);
    setFlaws(found);
    const [first] = found.keys();
    if (first !== undefined) return requestAnimationFrame(() => document.getElementById(`playbook-${first}`)?.focus());
    if (made.text) send({ act: 'write', base, note, state: wanted, text: made.text });
  };
  const all = [
    ...versions.map(({ text, ...rest }) => ({ ...rest, lines: linesOf(text) })),
    ...(shipped ? [{ version: 0, state: 'shipped' as const, at: 0, by: '', note: '', lines: linesOf(shipped) }] : []),
  ];
  return (
    <EditionFrame
      title={id === '' ? t('editing.playbooks.newTitle') : t('editing.changeTitle', { title: initial.title })}
      versions={all}
      base={draft.base}
      note={draft.note}
      onNote={(note) => change({ note })}
      written={linesOf(wantedOf(draft))}
      flaws={flaws.size}
      error={save.error}
      pending={save.isPending}
      onAct={act}
      onMine={(base) => change({ base })}
      onTakeUp={(version) => {
        const text = version === 0 ? shipped : versions.find((each) => each.version === version)?.text;
        if (text) change(draftOfPlaybook(id, text, versions[0]?.version ?? null));
      }}
      onLater={onLeave}
      isWritten={kept !== ''}
      onDrop={leave}
    >
      <PlaybookFields draft={draft} flaws={flaws} onChange={change} />
      <StepList draft={draft} flaws={flaws} onSteps={(steps) => change({ steps })} />
    </EditionFrame>
  );
}
