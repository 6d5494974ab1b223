import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyToWeek, endOf, fromTimeField, isAllDay, isFull, isValid, nextSpan, problemOf, toTimeField } from './hours.ts';

test('time fields there and back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1439 }), (minutes) => fromTimeField(toTimeField(minutes)) === minutes));
  expect(toTimeField(1440)).toBe('00:00');
  expect(endOf(0)).toBe(1440);
  for (const bad of ['', '24:00', '8:00', '08:60', 'x']) expect(fromTimeField(bad)).toBeUndefined();
});

describe('problemOf', () => {
  const span = (from: number, to: number) => ({ from: from * 60, to: to * 60 });
  test.each([
    { day: [span(8, 17)], problem: undefined },
    { day: [span(8, 12), span(12, 17)], problem: undefined },
    { day: [span(8, 8)], problem: 'empty' },
    { day: [span(17, 8)], problem: 'backwards' },
    { day: [span(8, 13), span(12, 17)], problem: 'overlap' },
  ])('$day is $problem', ({ day, problem }) => {
    expect(problemOf(day, 0)).toBe(problem);
    expect(isValid([day, [], [], [], [], [], []])).toBe(problem === undefined);
  });
});

test('a new span never clashes with the ones before, until the day is full', () => {
  const first = nextSpan([]);
  const second = nextSpan([first]);
  expect(isValid([[first, second], [], [], [], [], [], []])).toBe(true);
});

test('a day that goes on until midnight takes no other span', () => {
  expect(isFull([{ from: 0, to: 1440 }])).toBe(true);
  expect(isFull([{ from: 480, to: 1439 }])).toBe(false);
  expect(isFull([])).toBe(false);
  expect(isAllDay({ from: 0, to: 1440 })).toBe(true);
  expect(isAllDay({ from: 60, to: 1440 })).toBe(false);
});

test('copyToWeek leaves the weekend', () => {
  const monday = [{ from: 480, to: 1020 }];
  expect(copyToWeek([monday, [], [], [], [], [], [{ from: 0, to: 60 }]])).toEqual([
    monday,
    monday,
    monday,
    monday,
    monday,
    [],
    [{ from: 0, to: 60 }],
  ]);
});
