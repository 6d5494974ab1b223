import type { TicketEvent } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { findArticle } from '../reports/articles.ts';

const titlesOf = (ids: readonly string[], language: string) =>
  ids.map((id) => `“${findArticle(id, language)?.title ?? id}”`).join(', ');

type Body = TicketEvent['body'];
type Texts = ReturnType<typeof useTexts>;

interface Reader {
  readonly language: string;
  readonly duration: (ms: number) => string;
  /** Of a session that ended. */
  readonly lastedMs: number | undefined;
}

/** What happened, in one sentence. */
export function useEventSentence(): (event: TicketEvent, lastedMs?: number) => string {
  const { t, language } = useTexts();
  const formats = useFormats();
  return (event, lastedMs) => sentence(t, event, { language, duration: formats.duration, lastedMs });
}

function sentence(t: Texts['t'], { body, actor }: TicketEvent, { language, duration, lastedMs }: Reader): string {
  // Whose name is not for this reader.
  const name = actor.kind === 'user' && actor.name === '' ? t('ticket.theUser') : actor.name;
  const bySystem = actor.kind === 'system';
  switch (body.type) {
    case 'withheld':
      return t('event.withheld');
    case 'created':
      return body.articles === undefined
        ? t('event.created', { name })
        : t('event.createdAfter', { name, articles: titlesOf(body.articles, language) });
    case 'released':
      return t(`event.released.${body.reason}`, { name });
    case 'session-ended': {
      const reason = t(`endReason.${body.reason}`, { defaultValue: body.reason });
      if (lastedMs === undefined) return t('event.session-ended', { reason });
      return t('event.session-lasted', { reason, duration: duration(lastedMs) });
    }
    case 'watch-joined':
      return t('event.watch-joined', { name, person: body.person.name });
    case 'watch-ended':
      return t('event.watch-ended', {
        person: body.person.name,
        reason: t(`endReason.${body.reason}`, { defaultValue: body.reason }),
      });
    case 'record-kept':
      return t(body.outline.words ? 'event.recordKept' : 'event.outlineKept', { name });
    case 'report-came':
      return t('event.report-came', {
        name,
        profile: t(`checkup.profile.${body.profile}`),
        fail: body.fail,
        warn: body.warn,
      });
    case 'call-back':
      return t('event.call-back', { name, phone: body.phone, when: body.when });
    case 'call': {
      const how = body.direction === 'out' && !body.reached ? 'missed' : body.direction;
      return t(`event.call.${how}`, { name, duration: duration(body.durationMs) });
    }
    case 'cancelled':
      return t(bySystem ? 'event.gone' : 'event.cancelled', { name });
    case 'reopened':
      return t(bySystem ? 'event.reopened' : 'event.openedAgain', { name });
    case 'reminded':
      return t('event.reminded');
    case 'moved':
      if (bySystem && body.to === 'closed') return t('event.closedByItself');
      return t(`event.moved.${body.to}`, { name });
    case 'rated':
      return t('event.rated', { name, stars: body.stars });
    case 'assigned':
      return assigned(t, body, actor);
    case 'offer-made':
      return t('event.offer-made', { person: body.person.name, group: body.group.name });
    case 'offer-passed':
      return t(`event.offer-passed.${body.how}`, { person: body.person.name });
    case 'colleague-asked':
      return t('event.colleague-asked', { name, person: body.person.name });
    case 'ranked':
      return t(body.major ? 'event.major' : 'event.ranked', { name, urgency: body.urgency, impact: body.impact });
    case 'classified':
      return t('event.classified', {
        name,
        kind: t(`ticketKind.${body.kind}`),
        category: t(`kb.category.${body.category}`, { defaultValue: body.category }),
      });
    case 'tagged':
      return t('event.tagged', {
        name,
        tags: [...body.add.map((tag) => `+${tag}`), ...body.remove.map((tag) => `−${tag}`)].join(' '),
      });
    case 'spoken':
      return t('event.spoken', { name, language: t(`case.language.${body.language}`) });
    case 'watched':
      return t(body.on ? 'event.watched' : 'event.unwatched', { name, person: body.person.name });
    case 'linked':
      return t(body.on ? 'event.linked' : 'event.unlinked', {
        name,
        number: body.other.number,
        relation: t(`relation.${body.relation}`),
      });
    case 'merged':
      return t('event.merged', { name, number: body.other.number });
    case 'absorbed': {
      const email = body.contact?.email ?? '';
      const parts = [
        t('event.absorbed', { name, number: body.other.number }),
        email === '' ? '' : t('event.answersGoTo', { email }),
        body.call ? t('event.callGoesAlong', { phone: body.call.phone, when: body.call.when }) : '',
      ];
      return parts.filter((part) => part !== '').join('; ');
    }
    case 'task':
      return t('event.task', { name: body.by.name, number: body.from.number });
    case 'problem':
      return t(`event.knownProblem.${body.verdict}`, { name, number: body.problem.number, title: body.problem.title });
    case 'developers':
      return t(`event.developers.${body.state}`, { number: body.issue.number, reference: body.reference, version: body.fixedIn });
    case 'recorded':
      return recorded(t, body.item, name);
    case 'crash-asked':
      return t('event.crash-asked', { name, program: body.program });
    case 'crash-refused':
      return t(`event.crash-refused.${body.why}`, { name });
    case 'attached':
      if (body.crash) return t('event.crash-sent', { name, file: body.file.fileName });
      return t(body.file.to === 'desk' ? 'event.attachedForDesk' : 'event.attached', { name, file: body.file.fileName });
    case 'detached':
      return t(bySystem ? 'event.fileOver' : 'event.detached', { name, file: body.fileName });
    case 'vendor-asked':
      return t('event.vendor-asked', { name, vendor: body.vendor.name });
    case 'vendor-answered':
      return t(`event.vendor-answered.${body.via ?? 'before'}.${body.answer}`, { name });
    case 'vendor-sent':
      return t('event.vendor-sent', { name, reference: body.reference });
    case 'handover-offered': {
      const { kind, group, person } = body.offer;
      return t(`event.offered.${kind}`, { name, to: person?.name ?? group?.name ?? '' });
    }
    case 'handover-returned':
      return t('event.handover-returned', { name, missing: body.missing.map((need) => t(`handoverNeed.${need}`)).join(', ') });
    case 'handover-ended':
      return t(`event.handover-ended.${body.how}`, { name });
    default:
      return t(`event.${body.type}`, { name });
  }
}

function assigned(
  t: Texts['t'],
  { owner, group }: Extract<Body, { type: 'assigned' }>,
  { id, name }: TicketEvent['actor'],
): string {
  if (owner && owner.id === id) return t('event.took', { name });
  if (owner) return t(group ? 'event.assignedIn' : 'event.assigned', { name, owner: owner.name, group: group?.name });
  return group ? t('event.grouped', { name, group: group.name }) : t('event.unassigned', { name });
}

function recorded(t: Texts['t'], item: Extract<Body, { type: 'recorded' }>['item'], name: string): string {
  switch (item.kind) {
    case 'step':
      return t(`event.step.${item.result}`, { name });
    case 'visit':
      return t('event.visit', { name, when: item.when });
    case 'part':
      return t(`event.part.${item.state}`, { name, reference: item.reference });
    case 'known-or-new':
      return t(`event.problem.${item.decision}`, { name, problem: item.problem });
    case 'playbook':
      return t(`event.playbook.${item.how}`, { name, title: item.title });
    case 'playbook-step':
      return t(`event.playbookStep.${item.result}`, { name, text: item.text });
    case 'level':
      return t('event.level', { name, tier: item.tier, derived: item.derived });
    case 'vendor':
      return t('event.vendor', { name, vendor: item.name, reference: item.reference });
    case 'spread':
      return t('event.spread', { name, count: item.count, outOf: item.outOf });
    default:
      return t(`event.recorded.${item.kind}`, { name });
  }
}

/** What somebody wrote with it, if anything. */
export function eventText(body: Body): string | undefined {
  switch (body.type) {
    case 'created':
    case 'note':
      return body.text;
    case 'call':
      return body.note;
    case 'done':
      return body.solution;
    case 'moved':
    case 'assigned':
    case 'handover-returned':
      return body.note;
    case 'task':
      return body.text;
    case 'task-done':
      return body.note;
    case 'rated':
      return body.comment;
    case 'manager-asked':
    case 'developers':
      return body.reason;
    case 'colleague-asked':
      return body.question;
    case 'handover-offered':
      return [body.offer.reason, body.offer.instructions].filter((part) => part !== '').join('\n\n');
    case 'recorded':
      return itemText(body.item);
    default:
      return undefined;
  }
}

function itemText(item: Extract<Body, { type: 'recorded' }>['item']): string | undefined {
  switch (item.kind) {
    case 'step':
    case 'visit':
    case 'part':
    case 'workaround':
    case 'configuration':
      return item.text;
    case 'playbook':
    case 'playbook-step':
      return item.note;
    case 'no-steps':
    case 'report-refused':
    case 'level':
      return item.reason;
    case 'analysis':
      return [item.text, ...item.evidence.map((each) => `· ${each}`)].join('\n');
    case 'vendor-consent':
      return item.how;
    default:
      return undefined;
  }
}
