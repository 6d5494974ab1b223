import { toAppError } from '@alongside/base';
import type { Article } from '@alongside/desk';
import { type AgentView, chosenLanguage, type Phase, type ServerTrouble, shellPage } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Answer } from '../articles/answer.tsx';
import type { ArticleShelf } from '../articles/articles.ts';
import { useArticles } from '../articles/articles-context.tsx';
import { Suggestions } from '../articles/suggestions.tsx';
import { useAsk, useCore } from '../core/core-context.tsx';
import { CheckLink } from '../health/check-link.tsx';
import { Details } from '../parts/details.tsx';
import { OwnWords } from '../parts/own-words.tsx';
import { ExactPicture, madePicture, NO_PICTURE, PictureField, type PictureStage } from '../picture/picture-field.tsx';
import { stagePicture } from '../picture/send-picture.ts';
import { AskedBefore } from '../requests/asked-before.tsx';
import { ScanCard } from '../scans/scan-card.tsx';
import { ForTechnician, OtherWays } from './other-ways.tsx';

const KEEP_AFTER_MS = 500;
const MAX_READ = 10;

const titlesOf = (shelf: ArticleShelf, ids: readonly string[], language: string) =>
  ids.map((id) => shelf.find(id, chosenLanguage([language]))?.title ?? id).join('\n');

export interface HomeProps {
  readonly view: AgentView;
  readonly phase: Extract<Phase, { phase: 'home' }>;
  /** How often somebody came here in order to ask. */
  readonly asked: number;
  readonly picture: PictureStage;
  readonly onPicture: (stage: PictureStage) => void;
  /** What is here was taken to be sent. */
  readonly onSent: () => void;
  readonly onOpen: (page: 'health' | 'requests') => void;
}

/** "What is going wrong?" */
export function Home({ view, phase, asked, picture: stage, onPicture, onSent, onOpen }: HomeProps) {
  const { t, language } = useTexts();
  const { client, setFailure } = useCore();
  const ask = useAsk();
  const shelf = useArticles();
  const [text, setText] = useState(phase.unsent);
  const [name, setName] = useState(view.userName);
  const [problem, setProblem] = useState<'text' | 'name' | 'picture'>();
  const [sending, setSending] = useState(false);
  const [read, setRead] = useState<readonly string[]>(phase.articles ?? []);
  const [article, setArticle] = useState<Article>();
  const picture = madePicture(stage);
  const articles = read.length === 0 ? {} : { articles: [...read] };
  const keep = useRef<() => void>(undefined);
  const words = useRef<HTMLTextAreaElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const pictureDone = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const isKept = text === phase.unsent && name === view.userName && read.length === (phase.articles?.length ?? 0);
    const draft = { text, name, ...(read.length === 0 ? {} : { articles: [...read] }) };
    keep.current = isKept ? undefined : () => client.notify(shellPage.draftKeep, draft);
    if (isKept) return;
    const timer = setTimeout(() => keep.current?.(), KEEP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, text, name, read, phase.unsent, phase.articles, view.userName]);
  // Who looks up something else right after the last letter finds it here again.
  useEffect(() => () => keep.current?.(), []);

  useEffect(() => {
    if (asked === 0) return;
    setArticle(undefined);
    // Drawn again where an article stood in its place.
    requestAnimationFrame(() => words.current?.focus());
  }, [asked]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    const undecided = stage.stage === 'editing' ? 'picture' : undefined;
    const missing = text.trim() === '' ? 'text' : name.trim() === '' ? 'name' : undecided;
    setProblem(missing);
    if (missing !== undefined) return { text: words, name: nameField, picture: pictureDone }[missing].current?.focus();
    setSending(true);
    try {
      const staged = picture === undefined ? {} : { picture: await stagePicture(client, picture) };
      if (await ask(shellPage.helpSend, { text, name, ...articles, ...staged })) onSent();
    } catch (thrown) {
      setFailure(toAppError(thrown));
    }
    setSending(false);
  };
  const connected = view.server !== 'not-enrolled';
  // The last ones: what was read first was not the answer.
  const open = ({ id }: Article) => setRead([...read.filter((each) => each !== id), id].slice(-MAX_READ));
  if (article !== undefined) {
    return (
      <Answer
        article={article}
        backLabel={t('answer.back')}
        organisation={view.organisation?.name}
        onOpen={open}
        onBack={() => setArticle(undefined)}
        onSolved={() => {
          setText('');
          setRead([]);
          onPicture(NO_PICTURE);
          setArticle(undefined);
        }}
      />
    );
  }
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap="md">
        <Title order={1}>{t('home.title')}</Title>
        {connected ? (
          <Text>{t('home.lead')}</Text>
        ) : (
          <ErrorState
            happened={t('home.notEnrolled.happened')}
            safe={t('home.notEnrolled.safe')}
            todo={t('home.notEnrolled.todo')}
            code="device.not-enrolled"
          />
        )}
        <AskedBefore
          view={view}
          text={text}
          onAdded={() => {
            setText('');
            client.notify(shellPage.draftKeep, { text: '', name });
          }}
          onList={() => onOpen('requests')}
        />
        <Textarea
          ref={words}
          aria-label={t('home.field')}
          description={t('home.hint')}
          inputWrapperOrder={['input', 'description', 'error']}
          placeholder={t('home.placeholder')}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={4000}
          value={text}
          error={problem === 'text' && text.trim() === '' ? t('home.empty') : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          ref={nameField}
          label={t('home.name')}
          autoComplete="name"
          maxLength={80}
          value={name}
          error={problem === 'name' && name.trim() === '' ? t('home.noName') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {phase.invitation === undefined ? null : <ForTechnician invitation={phase.invitation} />}
        <Availability view={view} />
        <Group gap="lg">
          <Button type="submit" size="lg" loading={sending} disabled={!connected}>
            {phase.invitation === undefined ? t('home.send') : t('home.invitation.send', { name: phase.invitation.technician })}
          </Button>
        </Group>
        <PictureField
          stage={stage}
          onStage={(next) => {
            onPicture(next);
            if (problem === 'picture') setProblem(undefined);
          }}
          undecided={problem === 'picture'}
          doneButton={pictureDone}
        />
        {/* Below the button: nothing that is on its way to a hand or to the Tab key moves when they appear. */}
        <Suggestions
          text={text}
          onOpen={(chosen) => {
            open(chosen);
            setArticle(chosen);
          }}
        />
        <CheckLink onCheck={() => onOpen('health')} />
        <ScanCard />
        <OtherWays name={name} disabled={view.server !== 'online' || phase.invitation !== undefined} />
        <Details label={t('home.sent.title')}>
          <Stack gap="sm">
            <Text size="sm">{t('home.sent.intro')}</Text>
            <OwnWords title={t('home.sent.text')} text={text} />
            <OwnWords title={t('home.sent.name')} text={name} />
            {read.length === 0 ? null : <OwnWords title={t('home.sent.read')} text={titlesOf(shelf, read, language)} />}
            {picture === undefined ? null : <ExactPicture picture={picture} />}
            <Text size="sm">{t('home.sent.nobodySees')}</Text>
          </Stack>
        </Details>
        {view.limits.length === 0 ? null : (
          <Details label={t('home.limits.title')}>
            <Stack gap="xs">
              {view.limits.map((limit) => (
                <Text size="sm" key={limit}>
                  {t(`home.limits.${limit}`)}
                </Text>
              ))}
            </Stack>
          </Details>
        )}
      </Stack>
    </form>
  );
}

function Availability({ view }: { view: AgentView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { server, openNow, organisation, nextOpening } = view;
  const group = server === 'online' || view.serverTrouble === undefined ? undefined : groupOf(view.serverTrouble);
  if (group !== undefined) {
    // With the year: that is what is wrong most often.
    const values = { date: formats.day(Date.now(), 0) };
    return (
      <ErrorState
        happened={t(`home.trouble.${group}.happened`, values)}
        safe={t('home.trouble.safe')}
        todo={t(`home.trouble.${group}.todo`, values)}
        code={`server.${view.serverTrouble}`}
      />
    );
  }
  if (server === 'away') return <Alert variant="outline">{t('home.away')}</Alert>;
  if (openNow || organisation === null) return null;
  return (
    <Alert variant="outline">
      {nextOpening === null ? t('home.closedNoTime') : t('home.closed', { when: formats.weekdayAndTime(nextOpening) })}
    </Alert>
  );
}

/** What a person can do about it; undefined where there is nothing but waiting: the server itself is away. */
function groupOf(trouble: ServerTrouble): 'network' | 'clock' | 'certificate' | 'proxy' | undefined {
  switch (trouble) {
    case 'name':
    case 'unreachable':
      return 'network';
    case 'certificate-early':
    case 'certificate-expired':
      return 'clock';
    case 'certificate-name':
    case 'certificate-untrusted':
    case 'no-tls':
      return 'certificate';
    case 'proxy':
      return 'proxy';
    case 'refused':
    case 'timeout':
    case 'other':
      return undefined;
  }
}
