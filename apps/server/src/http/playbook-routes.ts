import { chosenLanguage, http } from '@alongside/protocol';
import type { PlaybookDesk } from '../desk/playbook-desk.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { playbooks: PlaybookDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;

export function registerPlaybookRoutes({ register, ofTickets }: Dependencies): void {
  register(http.ticketGuide, (call) => {
    const { id = '', language = '' } = call.params;
    return ofTickets(({ playbooks }) => playbooks.guide(signedIn(call).user, id, chosenLanguage([language])));
  });
  register(http.playbookMark, async (call) => {
    await ofTickets(({ playbooks }) => playbooks.mark(signedIn(call).user, call.params.id ?? '', call.body));
    return DONE;
  });
}
