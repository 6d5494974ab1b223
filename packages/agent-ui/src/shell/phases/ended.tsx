import { type AgentView, shellPage } from '@alongside/protocol';
import { LinkTroubleState, useFormats, useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Code, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { KeepRecord } from '../keep/keep-record.tsx';
import { CallButton } from '../parts/call-button.tsx';
import { ChatList } from '../parts/chat.tsx';
import { Details } from '../parts/details.tsx';
import { FeedList } from '../parts/feed-list.tsx';
import { SaveRecord } from '../parts/save-record.tsx';
import { WrongReport } from '../parts/wrong-report.tsx';
import { keyOf } from '../texts/texts.ts';
import { type EndedPhase, isAlarm, useStory } from './story.ts';

/** After a session: that it is over, what was closed, what happened, and the record to keep. */
export function Ended({ view, phase }: { view: AgentView; phase: EndedPhase }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const story = useStory(phase);
  const { closed, feed, number, reason, requestOpen, sessionId, survivors, technician } = phase;
  const { name, organisation } = technician;
  const alarm = isAlarm(reason);
  const { phone = '' } = view.organisation ?? {};
  const call = requestOpen && phone !== '' ? <CallButton phone={phone} first={alarm} /> : null;
  const written = useNewestInView(phase.chat.length);
  const closedList = formats.list(closed.map((capability) => t(`capability.${keyOf(capability)}`)));
  return (
    <Stack gap="md">
      <Title order={1}>{t(`ended.title.${reason}`, { name })}</Title>
      <Stack gap="xs" role="status">
        <Text fz="lg">{t(`ended.text.${reason}`, { name })}</Text>
        {phase.handedTo === undefined ? null : <Text>{t('ended.handedTo', { name, to: phase.handedTo })}</Text>}
        {alarm ? <Text fw={550}>{t('ended.alarm', { organisation })}</Text> : null}
        <Text>
          {closed.length === 0 ? t('ended.closedNothing') : t('ended.closed', { list: closedList })}{' '}
          {phase.wrong === true
            ? t('ended.requestTakenBack')
            : t(requestOpen ? 'ended.requestOpen' : 'ended.requestDone', { number })}{' '}
          {phase.ledgerIntact ? t('ended.kept') : ''}
        </Text>
      </Stack>
      {phase.wrong === true ? <FeltWrong view={view} phase={phase} /> : null}
      {phase.trouble === undefined ? null : (
        <LinkTroubleState trouble={phase.trouble} name={name} safe={t('ended.troubleSafe', { name })} />
      )}
      {survivors.length === 0 ? null : (
        <Alert variant="outline" color="viewed" title={t('ended.survivors')}>
          <List size="sm">
            {survivors.map((survivor) => (
              <List.Item key={survivor}>
                <Code>{survivor}</Code>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {phase.ledgerIntact ? null : (
        <Alert variant="outline" color="stop">
          {t('ended.broken', { organisation: technician.organisation })}
        </Alert>
      )}
      <Paper p="md" component="section">
        <Stack gap="sm">
          <Title order={2}>{t('ended.story')}</Title>
          <List spacing={4}>
            {story.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
          <Details label={t('ended.timeline')}>
            <FeedList items={feed} name={name} />
          </Details>
        </Stack>
      </Paper>
      <Group gap="sm">
        {alarm ? call : null}
        <Button {...(alarm ? { variant: 'default' } : {})} onClick={() => void ask(shellPage.helpDismiss, {})}>
          {t(requestOpen ? (alarm ? 'ended.back' : 'ended.wait') : phase.requestOver ? 'ended.see' : 'ended.home', {
            name: phase.handedTo ?? name,
          })}
        </Button>
        <SaveRecord sessionId={sessionId} number={number} />
        {alarm ? null : call}
        {phase.wrong === true ? null : <FeltWrong view={view} phase={phase} />}
      </Group>
      {phase.wrong === true ? null : (
        <KeepRecord key={sessionId} sessionId={sessionId} number={number} kept={phase.kept} view={view} />
      )}
      {phase.chat.length === 0 ? null : (
        <Paper ref={written} p="md" component="section">
          <Stack gap="sm">
            <Title order={2}>{t('ended.write', { name })}</Title>
            <ChatList messages={phase.chat} />
          </Stack>
        </Paper>
      )}
    </Stack>
  );
}

/** What is said after the end stands below all that is told of it: it comes into view, what was said before does not. */
function useNewestInView(messages: number) {
  const element = useRef<HTMLDivElement>(null);
  const seen = useRef(messages);
  useEffect(() => {
    if (messages > seen.current) element.current?.scrollIntoView({ block: 'end' });
    seen.current = messages;
  }, [messages]);
  return element;
}

function FeltWrong({ view, phase }: { view: AgentView; phase: EndedPhase }) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  const { organisation } = view;
  const { name } = phase.technician;
  const open = opened || phase.wrong === true;
  return (
    <>
      {phase.wrong === true ? null : (
        <Anchor component="button" type="button" size="sm" aria-expanded={open} onClick={() => setOpened(!open)}>
          {t('ended.wrong')}
        </Anchor>
      )}
      {open ? (
        <Stack gap="sm" w="100%">
          <Alert variant="outline">
            {organisation === null || organisation.phone === ''
              ? t('ended.wrongTextNoPhone', { name })
              : t('ended.wrongText', {
                  name,
                  organisation: organisation.name,
                  phone: organisation.phone,
                  number: phase.number,
                })}
          </Alert>
          <WrongReport
            organisation={organisation?.name ?? phase.technician.organisation}
            name={name}
            number={phase.number}
            hasMessages={phase.chat.length > 0}
            reported={phase.reported === true}
          />
        </Stack>
      ) : null}
    </>
  );
}
