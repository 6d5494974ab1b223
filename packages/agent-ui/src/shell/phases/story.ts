import type { Capability, FeedItem, Phase } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { keyOf } from '../texts/texts.ts';

export type EndedPhase = Extract<Phase, { phase: 'ended' }>;

/** Somebody else may have been there: nobody is to wait for them, or write to them, as if nothing had been. */
export function isAlarm(reason: EndedPhase['reason']): boolean {
  return reason === 'words-refused' || reason === 'not-proven';
}

/** The figures that the story tells. */
export interface StoryFacts {
  readonly joinedAt: number | undefined;
  readonly allowed: readonly Capability[];
  readonly refused: number;
  readonly commands: number;
  readonly messages: number;
}

export function storyFacts(feed: readonly FeedItem[]): StoryFacts {
  const count = (type: string) => feed.filter((item) => item.type === type).length;
  const answers = feed.filter((item) => item.type === 'consent/answered');
  const allowed = answers.filter(({ detail }) => detail === 'allowed').map(({ capability }) => capability);
  return {
    joinedAt: feed.find(({ type }) => type === 'join/accepted' || type === 'session/start')?.at,
    allowed: [...new Set(allowed)].filter((capability) => capability !== null),
    refused: answers.filter(({ detail }) => detail === 'user').length,
    commands: count('shell/command'),
    messages: count('chat/said') + count('chat/relayed'),
  };
}

/** What happened, in at most five lines. */
export function useStory({ feed, at, technician }: EndedPhase): string[] {
  const { t } = useTexts();
  const formats = useFormats();
  const { name } = technician;
  const facts = storyFacts(feed);
  const what = facts.allowed.map((capability) => t(`capability.${keyOf(capability)}`));
  return [
    facts.joinedAt === undefined
      ? undefined
      : t('story.joined', { name, time: formats.time(facts.joinedAt), end: formats.time(at) }),
    what.length === 0 ? t('story.allowedNothing') : t('story.allowed', { list: formats.list(what) }),
    facts.refused === 0 ? undefined : t('story.refused', { count: facts.refused }),
    facts.commands === 0 ? t('story.commands_none', { name }) : t('story.commands', { name, count: facts.commands }),
    facts.messages === 0 ? t('story.messages_none') : t('story.messages', { count: facts.messages }),
  ].filter((line) => line !== undefined);
}
