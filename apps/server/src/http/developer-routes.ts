import { http } from '@alongside/protocol';
import type { DevelopersDesk } from '../desk/developers-desk.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { developers: DevelopersDesk }) => Promise<T>) => Promise<T>;
}

/** What the desk asks the developers, and the one route by which their tracker answers. */
export function registerDeveloperRoutes({ register, ofTickets }: Dependencies): void {
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  const who = (call: Call<unknown>) => signedIn(call).user;

  register(http.developersOfTicket, (call) => ofTickets(({ developers }) => developers.ofTicket(who(call), idOf(call))));
  register(http.developersOfProblem, (call) => ofTickets(({ developers }) => developers.ofProblem(idOf(call))));
  register(http.developersPreview, (call) => ofTickets(({ developers }) => developers.preview(who(call), call.body)));
  register(http.developersAsk, (call) => ofTickets(({ developers }) => developers.ask(who(call), call.body)), {
    callsAMinute: 20,
  });
  register(http.developerIssueRead, (call) => ofTickets(({ developers }) => developers.read(idOf(call))));
  register(http.developersAnswerWrite, async (call) => {
    const { seen, answer } = call.body;
    const { user, key } = signedIn(call);
    const by = { person: user, isProgram: key !== undefined };
    return { version: await ofTickets(({ developers }) => developers.answer(by, idOf(call), seen, answer)) };
  });
}
