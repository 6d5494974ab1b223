import { AppError } from '@alongside/base';
import { http, scopeOf } from '@alongside/protocol';
import { type KnowledgeBase, READABLE } from '../kb/knowledge-base.ts';
import type { Stores } from '../storage/stores.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

const DONE = { ok: true } as const;

interface Dependencies {
  readonly register: RegisterRoute;
  readonly kb: KnowledgeBase;
  readonly stores: Stores;
  readonly organisationId: string;
}

/** Articles for those who are signed in; what a reader may see comes from the permission alone. */
export function registerKbRoutes({ register, kb, stores, organisationId }: Dependencies): void {
  const idOf = ({ params }: Call<unknown>) => params.article ?? '';
  const visible = ({ scope }: Call<unknown>) => READABLE[scope];

  register(http.articles, (call) => kb.list(visible(call)));
  register(http.articleSearch, async (call) => kb.find(call.body.query, visible(call), call.body.language));
  register(http.article, async (call) => kb.read(idOf(call), visible(call)));
  register(http.articleSave, async (call) => {
    const { user } = signedIn(call);
    const mayPublish = scopeOf(user, 'kb.publish') !== undefined;
    return { version: await kb.save(idOf(call), call.body, { id: user.id, name: user.name, mayPublish }) };
  });
  register(http.articleVersions, (call) => kb.versions(idOf(call), visible(call)));
  register(http.articleFeedback, async (call) => {
    const rows = await kb.feedback(idOf(call), visible(call));
    return rows.map(({ at, version, reader, helpful, reason }) => ({
      at,
      version,
      from: reader,
      helpful: helpful === 1,
      reason,
    }));
  });
  register(http.articleHelpful, async (call) => {
    await kb.opinion(idOf(call), visible(call), 'console', call.body);
    return DONE;
  });
  register(http.articleFigures, () => kb.figures());
  register(http.articleLearn, async (call) => {
    const { user } = signedIn(call);
    const { ticketId } = call.body;
    const record = await stores.tickets.find(organisationId, ticketId);
    if (!record) throw new AppError('ticket.not-found', 'there is no such ticket');
    const { row, events } = record;
    const device = row.deviceId === null ? undefined : await stores.devices.find(organisationId, row.deviceId);
    const ticket = { id: ticketId, number: row.number, system: device?.system ?? '', text: row.text, events };
    return { article: await kb.learn(ticket, { id: user.id, name: user.name, mayPublish: false }) };
  });
}
