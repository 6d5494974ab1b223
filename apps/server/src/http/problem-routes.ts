import { http } from '@alongside/protocol';
import type { z } from 'zod';
import type { ProblemDesk } from '../desk/problem-desk.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  /** What changes problems and tickets runs in the desk's one order; reading it there sees what the step before left. */
  readonly ofTickets: <T>(action: (desk: { problems: ProblemDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;

export function registerProblemRoutes({ register, ofTickets }: Dependencies): void {
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const who = (call: Call<unknown>) => signedIn(call).user;

  register(http.problems, () => ofTickets(({ problems }) => problems.list()));
  register(http.problem, (call) => ofTickets(({ problems }) => problems.read(idOf(call))));
  register(http.problemCreate, (call) => ofTickets(({ problems }) => problems.create(who(call), call.body.text)));
  register(http.problemWrite, async (call) => {
    const { seen, text } = call.body;
    return { version: await ofTickets(({ problems }) => problems.write(who(call), idOf(call), seen, text)) };
  });
  register(http.problemMove, async (call) => {
    const { seen, ...move } = call.body;
    return { version: await ofTickets(({ problems }) => problems.move(who(call), idOf(call), seen, move)) };
  });
  register(
    http.problemTell,
    async (call) => {
      const [by, id, telling] = [who(call), idOf(call), call.body];
      const all: z.infer<typeof http.problemTell.result> = { told: 0, solved: 0, left: [] };
      const next = (before: number | null) => ofTickets(({ problems }) => problems.tellSome(by, id, telling, before, all));
      for (let before = await next(null); before !== null; ) before = await next(before);
      return ofTickets(({ problems }) => problems.told(by, id, telling, all));
    },
    { callsAMinute: 10 },
  );
  register(http.ticketProblems, (call) => ofTickets(({ problems }) => problems.ofTicket(who(call), idOf(call))));
  register(http.problemDraft, (call) => ofTickets(({ problems }) => problems.draft(who(call), idOf(call))));
  register(http.ticketProblemJudge, async (call) => {
    const { problemId, verdict } = call.body;
    await ofTickets(({ problems }) => problems.judge(who(call), idOf(call), problemId, verdict));
    return DONE;
  });
}
