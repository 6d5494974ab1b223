import { http } from '@alongside/protocol';
import type { CaseDesk } from '../desk/case-desk.ts';
import type { FollowDesk } from '../desk/follow-desk.ts';
import { languageOf } from '../desk/user-side.ts';
import type { KnowledgeBase } from '../kb/knowledge-base.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly kb: KnowledgeBase;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly ofTickets: <T>(action: (desk: { cases: CaseDesk; follow: FollowDesk }) => Promise<T>) => Promise<T>;
}

const READS = { callsAMinute: 60 };

/** Articles as answers on a ticket. */
export function registerSheetRoutes({ register, kb, stores, organisationId, ofTickets }: Dependencies): void {
  register(http.sheetSend, async (call) => {
    const { article: wanted, messageId, text } = call.body;
    const ticketId = call.params.id ?? '';
    const record = await stores.tickets.find(organisationId, ticketId);
    const { title } = kb.sheet(wanted, record ? languageOf(record) : 'en');
    const said = { messageId, text, to: 'user', article: { id: wanted, title } } as const;
    await ofTickets(({ cases }) => cases.say(signedIn(call).user, ticketId, said));
    return { ok: true } as const;
  });
  register(
    http.followSheet,
    async ({ body: { token, article } }) => {
      const language = await ofTickets(({ follow }) => follow.mustHaveSheet(token, article));
      return kb.sheet(article, language);
    },
    READS,
  );
}
