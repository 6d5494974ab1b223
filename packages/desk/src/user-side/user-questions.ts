import type { TicketCase } from '../case/case-model.ts';

/** What its user is asked now and has not answered, each by the id of its question. */
export function userQuestions({ crash, vendor }: Pick<TicketCase, 'crash' | 'vendor'>): string[] {
  return [...(crash?.state === 'asked' ? [crash.askId] : []), ...(vendor?.state === 'asked' ? [vendor.package] : [])];
}

/** Whether one of what is asked now was not told of before. */
export function asksAnew(told: readonly string[] = [], asked: readonly string[] = []): boolean {
  return asked.some((question) => !told.includes(question));
}
