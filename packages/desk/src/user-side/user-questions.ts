import type { TicketCase } from '../case/case-model.ts';

type Asking = Pick<TicketCase, 'crash' | 'vendor' | 'status' | 'since' | 'reminders'>;

/** What its user is asked now and has not answered, each by the id of its question; each reminder of what the desk asked is one. */
export function userQuestions({ crash, vendor, status, since, reminders }: Asking): string[] {
  return [
    ...(crash?.state === 'asked' ? [crash.askId] : []),
    ...(vendor?.state === 'asked' ? [vendor.package] : []),
    ...(status === 'pending-user' && reminders > 0 ? [`reminder-${since}-${reminders}`] : []),
  ];
}

/** Whether one of what is asked now was not told of before. */
export function asksAnew(told: readonly string[] = [], asked: readonly string[] = []): boolean {
  return asked.some((question) => !told.includes(question));
}
