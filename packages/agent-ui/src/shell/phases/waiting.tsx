import { type AgentView, type Phase, shellPage } from '@alongside/protocol';
import { useFormats, useTexts, useUiTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useAsk, useCore } from '../core/core-context.tsx';
import { CheckLink } from '../health/check-link.tsx';
import { TellMe } from '../news/tell-me.tsx';
import { ChatList } from '../parts/chat.tsx';
import { OwnWords } from '../parts/own-words.tsx';
import { OpenMatters } from '../requests/open-matters.tsx';
import { CallBack } from './call-back.tsx';

type WaitingPhase = Extract<Phase, { phase: 'waiting' }>;

/** Places that have a word of their own. */
const NAMED_PLACES = 10;

export interface WaitingProps {
  readonly view: AgentView;
  readonly phase: WaitingPhase;
  readonly onCheck: () => void;
}

/** The request is with the organisation: its number, the place, who is there, what one can do meanwhile. */
export function Waiting({ view, phase, onCheck }: WaitingProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const { client } = useCore();
  const words = useUiTexts();
  const { requestId, number, text, claimedBy, chat, step } = phase;
  // Somebody has looked at it: whether anybody is here right now is not what counts any more.
  const isBetween = claimedBy === null && (step === 'answer-us' || step === 'in-progress');
  const nobody = claimedBy === null && !isBetween && (phase.techniciansAvailable === 0 || !view.openNow);
  return (
    <Stack gap="md">
      <Title order={1}>{t('waiting.title', { number })}</Title>
      <div role="status">
        {isBetween ? <Text fz="lg">{between(t, step)}</Text> : <Place view={view} phase={phase} nobody={nobody} />}
      </div>
      {nobody || phase.callBack !== null ? <CallBack kept={phase.callBack} /> : null}
      {text === '' ? null : <OwnWords title={t('waiting.text')} text={text} />}
      {claimedBy === null && chat.length === 0 && step !== 'answer-us' ? null : (
        <Paper p="md" component="section" aria-label={t('chat.title')}>
          <Stack gap="sm">
            <Title order={2}>{claimedBy === null ? t('chat.title') : t('chat.titleWith', { name: claimedBy })}</Title>
            <ThroughServer view={view} />
            <ChatList messages={chat} loadSheet={(article) => client.call(shellPage.ownArticle, { requestId, article })} />
          </Stack>
        </Paper>
      )}
      <OpenMatters key={requestId} requestId={requestId} />
      <TellMe />
      {phase.managerAsked ? <Text size="sm">{words('request.managerAsked')}</Text> : null}
      <CheckLink onCheck={onCheck} />
      <Group>
        <Button variant="default" onClick={() => void ask(shellPage.ownAside, {})}>
          {t('waiting.another')}
        </Button>
        {phase.managerAsked ? null : (
          <Button
            variant="default"
            onClick={() => void ask(shellPage.ownJudge, { requestId, verdict: { type: 'manager-asked', reason: '' } })}
          >
            {words('request.manager')}
          </Button>
        )}
        <Button variant="default" onClick={() => void ask(shellPage.helpCancel, {})}>
          {t('waiting.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Between one who helped and the next: whose turn it is. */
function between(t: ReturnType<typeof useTexts>['t'], step: WaitingPhase['step']): string {
  const whose = step === 'answer-us' ? t('waiting.answerUs') : t('waiting.inProgress');
  return `${whose} ${t('waiting.safe')}`;
}

/** Before the join what one writes passes the server, which is said. */
export function ThroughServer({ view }: { view: AgentView }) {
  const { t } = useTexts();
  return (
    <Text size="sm" c="dimmed">
      {view.organisation === null
        ? t('chat.throughServerNoName')
        : t('chat.throughServer', { organisation: view.organisation.name })}
    </Text>
  );
}

function Place({ view, phase, nobody }: Omit<WaitingProps, 'onCheck'> & { nobody: boolean }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { number, place, techniciansAvailable, expectedWaitMs, claimedBy } = phase;
  if (claimedBy !== null) {
    return (
      <Text>
        {t('waiting.claimed', { name: claimedBy })} {t('waiting.safe')}
      </Text>
    );
  }
  if (nobody) {
    const when = view.nextOpening;
    return (
      <Text>
        {when === null
          ? t('waiting.nobodyNoTime', { number })
          : t('waiting.nobody', { number, when: formats.weekdayAndTime(when) })}{' '}
        {t('waiting.safe')}
      </Text>
    );
  }
  const sentences = [
    place === null ? '' : place <= NAMED_PLACES ? t(`waiting.place.${place}`) : t('waiting.place.further', { place }),
    t('waiting.here', { count: techniciansAvailable }),
    expectedWaitMs === null ? '' : t('waiting.wait', { duration: formats.duration(expectedWaitMs) }),
    t('waiting.safe'),
  ];
  return <Text fz="lg">{sentences.filter((sentence) => sentence !== '').join(' ')}</Text>;
}
