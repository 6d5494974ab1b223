import { webCrypto } from '@alongside/crypto';
import { caseRefusal, nextCase, type TicketCase } from '@alongside/desk';
import { describe, expect, it } from 'vitest';
import { DemoChance } from './demo-chance.ts';
import { DEMO_GROUPS } from './demo-people.ts';
import { DEMO_PROBLEMS } from './demo-problems.ts';
import { demoToday } from './demo-today.ts';
import { demoYear } from './demo-year.ts';

const NOW = Date.UTC(2026, 10, 27, 15);
const chance = new DemoChance(webCrypto());
const made = () => demoYear({ chance, now: NOW, firstNumber: 1000, pack: ({ number }) => number.toString(16).padStart(64, '0') });
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
