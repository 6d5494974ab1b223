import { AppError } from '@alongside/base';
import { audienceOf, type ComputerFacts, computerHas, lookedFor, mayLookFor, versionThere } from '@alongside/desk';
import {
  type Finding,
  facts,
  type http,
  MAX_SPREAD,
  type SignatureFact,
  type Spread,
  type SpreadDevice,
  systemName,
} from '@alongside/protocol';
import type { z } from 'zod';
import type { SpreadRow } from '../storage/spread-store.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import { ticketFacts } from './ticket-facts.ts';
import type { TicketJournal } from './ticket-journal.ts';

/** Of these the log has names; the rest are counted. */
const NAMED = 20;

type Found = Spread & { readonly all: readonly SpreadDevice[] };

/** On which other computers something of a ticket's computer is, too: one fault of many is another fault. */
export class SpreadDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  async facts(who: Helper, ticketId: string): Promise<z.infer<typeof http.ticketSpread.result>> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.read', ticket);
    const { facts: known, hasReport } = await ticketFacts(this.#parts, who, ticket);
    return { hasReport, facts: lookedFor(known, audienceOf(who)) };
  }

  async look(who: Helper, ticketId: string, fact: SignatureFact): Promise<Spread> {
    const { count, outOf, devices } = await this.#found(who, ticketId, fact);
    return { count, outOf, devices };
  }

  async keep(who: Helper, ticketId: string, fact: SignatureFact): Promise<void> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    const { count, outOf, devices } = await this.#found(who, ticketId, fact);
    const named = devices.slice(0, NAMED).map(({ id, name }) => ({ id, name }));
    const item = { kind: 'spread', fact, count, outOf, devices: named } as const;
    await this.#journal.append(ticketId, actorOf(who), { type: 'recorded', item });
  }

  async #found(who: Helper, ticketId: string, fact: SignatureFact): Promise<Found> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.read', ticket);
    if (fact.fact === 'answer') throw new AppError('request.invalid', 'fact: no computer answers questions');
    if (!mayLookFor(fact, audienceOf(who))) throw new AppError('auth.role', 'this is read from a higher tier on');
    const own = ticket.row.deviceId;
    const { outOf, all } = fact.fact === 'app' ? await this.#programs(fact, own) : await this.#reports(fact, own);
    return { count: all.length, outOf, devices: all.slice(0, MAX_SPREAD), all };
  }

  async #reports(fact: Exclude<SignatureFact, { fact: 'app' | 'answer' }>, own: string | null) {
    const { stores, organisationId } = this.#parts;
    const check = 'check' in fact ? fact.check : '';
    const rows = await stores.spread.newest(organisationId, own, check);
    const looked = rows.map((row) => ({ row, known: factsOf(row) }));
    const answered = looked.map((each) => ({ ...each, has: computerHas(fact, each.known) }));
    return {
      outOf: answered.filter(({ has }) => has !== undefined).length,
      all: answered.flatMap(({ row, known, has }): SpreadDevice[] =>
        has === true ? [device(row, versionThere(fact, known))] : [],
      ),
    };
  }

  async #programs(fact: Extract<SignatureFact, { fact: 'app' }>, own: string | null) {
    if (fact.name.trim() === '') throw new AppError('request.invalid', 'fact: say which program');
    const { stores, organisationId } = this.#parts;
    const rows = await stores.spread.programs(organisationId, own, fact.name.trim());
    const all = [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((same): SpreadDevice[] => {
      const [first] = same;
      const known = { ...NOTHING, software: same };
      if (!first || computerHas(fact, known) !== true) return [];
      return [device({ ...first, name: first.device }, versionThere(fact, known))];
    });
    return { outOf: await stores.spread.sharing(organisationId, own), all };
  }
}

const NOTHING: ComputerFacts = { finding: undefined, system: undefined, hardware: undefined, software: undefined };

function device({ id, name, diagnosisId, at }: Omit<SpreadRow, 'system' | 'os' | 'hardware' | 'finding'>, detail: string) {
  return { id, name, diagnosisId, at, detail: detail.slice(0, 120) };
}

/** Of a report that was checked when it came. */
function factsOf({ system, os, hardware, finding }: SpreadRow): ComputerFacts {
  const read = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
  const name = systemName.safeParse(system);
  const known = facts.shape.operatingsystem.safeParse(read(os));
  const make = facts.shape.hardware.safeParse(read(hardware));
  return {
    finding: read(finding) as Finding | undefined,
    system:
      name.success && known.success && known.data.status === 'known' ? { system: name.data, ...known.data.value } : undefined,
    hardware: make.success && make.data.status === 'known' ? make.data.value : undefined,
    software: undefined,
  };
}
