import { http } from '@alongside/protocol';
import type { TaskDesk } from '../desk/task-desk.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { tasks: TaskDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;

export function registerTaskRoutes({ register, ofTickets }: Dependencies): void {
  register(http.ownTasks, (call) => ofTickets(async ({ tasks }) => tasks.mine(signedIn(call).user)));
  register(http.taskDone, async (call) => {
    await ofTickets(({ tasks }) => tasks.done(signedIn(call).user, call.params.id ?? '', call.body));
    return DONE;
  });
}
