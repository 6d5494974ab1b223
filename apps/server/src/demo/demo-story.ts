import type { TicketActor, TicketEventBody } from '@alongside/desk';
import type { NamedPerson, TicketEvent } from '@alongside/protocol';
import type { PackageParts } from '../desk/handover-package.ts';
import type { DemoChance } from './demo-chance.ts';
import type { KnownName } from './demo-known.ts';
import { type DemoDevice, type DemoGroup, groupOfTier, secondTierFor, technicianOf } from './demo-people.ts';
import type { DemoProblem } from './demo-problems.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANSWERS = {
  since: 'today',
  scope: 'one',
  works: 'partly',
  changed: 'unknown',
  message: 'None that I saw',
  again: 'always',
};
const PRAISE = ['', '', 'Thank you, that was quick.', 'Friendly, and I could watch all of it.', 'Works again.'] as const;
const BLAME = ['Took two days.', 'It came back once before it was solved.', ''] as const;

/** Makes what a handover carries, and gives its hash. */
export type Pack = (parts: Omit<PackageParts, 'reports' | 'sessions'>) => string;

export interface DemoStoryOptions {
  /** Names all choices of this story: the same name, the same story. */
  readonly name: string;
  readonly at: number;
  /** Nothing is entered after it: what would be later has not happened yet. */
  readonly now: number;
  readonly problem: DemoProblem;
  readonly device: DemoDevice;
  readonly text: string;
  readonly chance: DemoChance;
  readonly ticketId: string;
  readonly number: number;
  readonly pack: Pack;
  /** By their titles. */
  readonly known: ReadonlyMap<string, KnownName>;
}

/** One request from its first word to its end, as the desk would have entered it. */
export function demoStory(options: DemoStoryOptions): TicketEvent[] {
  const { name, at, now, problem, device, text, chance } = options;
  const user: TicketActor = { kind: 'user', id: null, name: device.user };
  const events: TicketEvent[] = [{ seq: 0, at, actor: user, body: { type: 'created', text } }];
  let clock = at;
  const later = (least: number, most: number) => {
    clock += chance.between(`${name} ${events.length} later`, least, most);
  };
  const enter = (actor: TicketActor, ...bodies: readonly TicketEventBody[]) => {
    for (const body of bodies) {
      if (clock <= now) events.push({ seq: events.length, at: clock, actor, body });
      clock += 20_000;
    }
  };

  if (chance.share(`${name} withdrawn`) < 0.05) {
    later(3 * MINUTE, HOUR);
    enter(user, { type: 'cancelled' });
    return events;
  }

  const desk = groupOfTier(1);
  let helper = memberOf(desk, chance, `${name} helper`);
  later(2 * MINUTE, 50 * MINUTE);
  enter(actorOf(helper), { type: 'assigned', owner: helper, group: nameOf(desk), note: '' });
  enter(
    actorOf(helper),
    { type: 'classified', kind: kindOf(problem), category: problem.category },
    { type: 'ranked', urgency: problem.urgency, impact: problem.impact, major: false },
  );
  if (problem.tags.length > 0) enter(actorOf(helper), { type: 'tagged', add: [...problem.tags], remove: [] });
  later(MINUTE, 10 * MINUTE);
  enter(actorOf(helper), reply(name, events.length, 'Thank you for telling us. I am looking into it now.'));
  for (const [index, step] of problem.steps.entries()) {
    later(4 * MINUTE, 15 * MINUTE);
    const worked = !problem.beyond && index === problem.steps.length - 1;
    enter(actorOf(helper), recorded({ kind: 'step', text: step, result: worked ? 'done' : 'failed' }));
  }
  if (chance.share(`${name} asked back`) < 0.2) askBack();
  if (problem.beyond) helper = goOn(problem.beyond, helper);
  later(5 * MINUTE, 40 * MINUTE);
  enter(actorOf(helper), { type: 'done', solution: problem.solution, code: problem.code });
  ending();
  return events;

  function askBack() {
    enter(actorOf(helper), { type: 'moved', to: 'pending-user', note: 'Which computer, and what exactly does it say?' });
    later(4 * HOUR, 80 * HOUR);
    enter(user, reply(name, events.length, 'The same one. I have written down what it says, word for word.'));
    later(10 * MINUTE, 4 * HOUR);
  }

  function goOn({ tier, known, analysis, evidence, workaround, vendor }: NonNullable<DemoProblem['beyond']>, first: NamedPerson) {
    enter(
      actorOf(first),
      recorded({ kind: 'answers', version: 1, answers: ANSWERS }),
      recorded({ kind: 'report-refused', reason: 'Asked, and rather not.' }),
    );
    let person = handOver(first, secondTierFor(problem.category), { from: 1, to: 2 }, 'Not solved by the usual steps.');
    later(20 * MINUTE, 3 * HOUR);
    enter(
      actorOf(person),
      recorded({ kind: 'known-or-new', decision: known ? 'known' : 'new', problem: known ?? '' }),
      recorded({ kind: 'analysis', text: analysis, evidence: [...evidence] }),
    );
    const itsProblem = known === null ? undefined : options.known.get(known);
    if (itsProblem) enter(actorOf(person), { type: 'problem', problem: itsProblem, verdict: 'confirmed', score: 1 });
    if (workaround) enter(actorOf(person), recorded({ kind: 'workaround', text: workaround }));
    if (vendor) {
      const reference = `${vendor.reference}${chance.between(`${name} reference`, 20_000, 89_999)}`;
      enter(
        actorOf(person),
        recorded({ kind: 'vendor', name: vendor.name, reference }),
        recorded({ kind: 'vendor-consent', how: 'Said yes on the phone, after hearing what is sent' }),
      );
    }
    if (tier > 2) {
      person = handOver(person, groupOfTier(tier), { from: 2, to: tier }, tier === 3 ? 'Has to be changed.' : 'Broken part.');
      later(4 * HOUR, 60 * HOUR);
      enter(
        actorOf(person),
        reply(name, events.length, 'We found the cause, and it is being put right. No need to do anything.'),
      );
      if (workaround) {
        enter(actorOf(person), { type: 'moved', to: 'pending-fix', note: 'Goes into the next version.' });
        later(4 * 24 * HOUR, 21 * 24 * HOUR);
        enter(actorOf(person), { type: 'moved', to: 'open', note: 'The version is there.' });
      }
      if (tier === 4) {
        enter(actorOf(person), { type: 'moved', to: 'pending-vendor', note: 'Ordered at the maker.' });
        later(24 * HOUR, 9 * 24 * HOUR);
        enter(actorOf(person), { type: 'moved', to: 'open', note: 'It arrived.' });
      }
    }
    return person;
  }

  function handOver(from: NamedPerson, group: DemoGroup, tiers: { from: number; to: number }, reason: string): NamedPerson {
    later(MINUTE, 20 * MINUTE);
    const handoverId = `${name}-handover-${tiers.to}`;
    const { ticketId, number } = options;
    const made = options.pack({ ticketId, number, madeAt: clock, fromTier: tiers.from, toTier: tiers.to, events });
    enter(actorOf(from), {
      type: 'handover-offered',
      offer: {
        handoverId,
        kind: 'up',
        toTier: tiers.to,
        group: nameOf(group),
        person: null,
        reason,
        instructions: '',
        package: made,
        lapsesAt: clock + 8 * HOUR,
      },
    });
    later(5 * MINUTE, 2 * HOUR);
    const next = memberOf(group, chance, `${name} tier ${tiers.to}`);
    enter(actorOf(next), { type: 'handover-accepted', handoverId });
    return next;
  }

  /** What its user says of it, or nothing; and once in a while it was not solved after all. */
  function ending() {
    later(10 * MINUTE, 20 * HOUR);
    if (chance.share(`${name} again`) < 0.06) {
      enter(user, { type: 'reopened' }, reply(name, events.length, 'It is back, exactly as before.'));
      later(30 * MINUTE, 6 * HOUR);
      enter(actorOf(helper), { type: 'done', solution: problem.solution, code: problem.code });
      later(HOUR, 20 * HOUR);
    }
    if (chance.share(`${name} accepted`) < 0.7) enter(user, { type: 'accepted' });
    if (chance.share(`${name} rated`) > 0.45) return;
    const stars = chance.pick(`${name} stars`, [5, 5, 5, 5, 4, 4, 4, 3, 2]);
    const comment = stars > 3 ? chance.pick(`${name} praise`, PRAISE) : chance.pick(`${name} blame`, BLAME);
    enter(user, { type: 'rated', stars, comment });
  }
}

function reply(name: string, seq: number, text: string): TicketEventBody {
  return { type: 'reply', messageId: `${name}-message-${seq}`, text };
}

function recorded(item: Extract<TicketEventBody, { type: 'recorded' }>['item']): TicketEventBody {
  return { type: 'recorded', item };
}

function kindOf({ tags }: DemoProblem): 'incident' | 'request' | 'question' {
  if (tags.includes('installation')) return 'request';
  return tags.includes('how to') ? 'question' : 'incident';
}

function memberOf(group: DemoGroup, chance: DemoChance, name: string): NamedPerson {
  const { id, name: called } = technicianOf(chance.pick(name, group.memberIds));
  return { id, name: called };
}

function nameOf({ id, name, tier }: DemoGroup) {
  return { id, name, tier };
}

function actorOf({ id, name }: NamedPerson): TicketActor {
  return { kind: 'technician', id, name };
}
