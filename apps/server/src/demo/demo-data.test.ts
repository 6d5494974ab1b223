import { webCrypto } from '@alongside/crypto';
import { caseRefusal, nextCase, nextProblem, type Problem, problemRefusal, type TicketCase } from '@alongside/desk';
import { type ProblemEntry, problemEntry } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { DemoChance } from './demo-chance.ts';
import { DEMO_KNOWN, keepDemoKnown } from './demo-known.ts';
import { DEMO_GROUPS } from './demo-people.ts';
import { DEMO_PROBLEMS } from './demo-problems.ts';
import { demoToday } from './demo-today.ts';
import { demoYear } from './demo-year.ts';

const NOW = Date.UTC(2026, 10, 27, 15);
const chance = new DemoChance(webCrypto());
const known = new Map(
  DEMO_KNOWN.map(({ text: { title } }, nth) => [title, { problemId: `demo-problem-${nth + 1}`, number: nth + 1, title }]),
);
const pack = ({ number }: { readonly number: number }) => number.toString(16).padStart(64, '0');
const made = () => demoYear({ chance, now: NOW, firstNumber: 1000, known, pack });
const year = made();

describe('a year of a desk that is made up', () => {
  it('is one that the rules of a real desk allow, in the order in which it happened', () => {
    for (const { text, events } of [...year, ...demoToday(NOW)]) {
      let ticket: TicketCase | undefined;
      let last = 0;
      for (const event of events) {
        expect(caseRefusal(ticket, event), `${text}, ${event.body.type}`).toBeUndefined();
        expect(event.at).toBeGreaterThanOrEqual(last);
        ticket = nextCase(ticket, event);
        last = event.at;
      }
      expect(last).toBeLessThanOrEqual(NOW);
    }
  });

  it('has known problems that came to where they are by the rules, each with tickets of several computers', async () => {
    const kept = new Map<string, ProblemEntry[]>();
    await keepDemoKnown(
      {
        create: async (_, id, first) => {
          kept.set(id, [first]);
          return { id, number: kept.size, entries: [first] };
        },
        append: async (_, id, entry) => void kept.get(id)?.push(entry),
      },
      'organisation-1',
      NOW,
    );
    const states = [...kept.values()].map((entries) => {
      let problem: Problem | undefined;
      for (const entry of entries) {
        expect(problemEntry.safeParse(entry).error).toBeUndefined();
        expect(problemRefusal(problem, entry.body)).toBeUndefined();
        problem = nextProblem(problem, entry);
      }
      return problem?.state;
    });
    expect(states).toEqual(['known-error', 'fixed', 'investigating']);
    for (const { problemId, title } of known.values()) {
      const cases = year.filter(({ events }) =>
        events.some(({ body }) => body.type === 'problem' && body.problem.problemId === problemId),
      );
      expect(new Set(cases.map(({ device }) => device.id)).size, title).toBeGreaterThan(2);
    }
    // Whoever calls it known means one that is there.
    for (const { beyond } of DEMO_PROBLEMS) if (beyond?.known) expect(known.has(beyond.known)).toBe(true);
  });

  it('is the same at every start', () => {
    expect(made()).toEqual(year);
  });

  it('is solved at the first tier as often as a desk hopes for, and reaches every tier', () => {
    const solved = year.flatMap(({ events }) => {
      let ticket: TicketCase | undefined;
      for (const event of events) ticket = nextCase(ticket, event);
      return ticket?.resolution && ticket.resolution.code !== 'withdrawn' ? [ticket] : [];
    });
    const share = solved.filter(({ tier }) => tier === 1).length / solved.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.9);
    expect(new Set(solved.map(({ tier }) => tier))).toEqual(new Set(DEMO_GROUPS.map(({ tier }) => tier)));
    expect(new Set(year.map(({ text }) => text)).size).toBeGreaterThan(DEMO_PROBLEMS.length);
    expect(solved.some(({ rating }) => rating !== null)).toBe(true);
    expect(solved.some(({ reopens }) => reopens > 0)).toBe(true);
  });
});
