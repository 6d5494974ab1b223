import { AppError } from '@alongside/base';
import { picturesOf } from '@alongside/desk';
import { articleId, http, id as idForm, MAX_PICTURE_BYTES, PICTURE_TYPES } from '@alongside/protocol';
import type { FastifyInstance } from 'fastify';
import type { Attachments } from '../files/attachments.ts';
import { type KnowledgeBase, READABLE } from '../kb/knowledge-base.ts';
import type { AttachmentRow } from '../storage/attachment-tables.ts';
import { answerNotFound } from './error-answer.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';
import { sendFile } from './send-file.ts';

interface Dependencies {
  readonly app: FastifyInstance;
  readonly register: RegisterRoute;
  readonly kb: KnowledgeBase;
  readonly attachments: Attachments;
  readonly organisationId: string;
}

/** Pictures in articles. Who reads an article sees the pictures that its text has, and no other file. */
export function registerArticlePictureRoutes({ app, register, kb, attachments, organisationId }: Dependencies): void {
  register(
    http.articlePictureAdd,
    async (call) => {
      const { user } = signedIn(call);
      const place = { kind: 'article', id: call.params.article ?? '' } as const;
      const wanted = { name: call.body.name, maxBytes: MAX_PICTURE_BYTES, types: PICTURE_TYPES };
      const file = await attachments.receive(organisationId, call.file, wanted);
      const by = { kind: 'technician', id: user.id, name: user.name } as const;
      return attachments.keep(organisationId, file, { place, to: 'desk', by });
    },
    { callsAMinute: 60 },
  );

  register(http.articlePicture, async (call) => {
    const row = await pictureOf(call.params.article ?? '', call.params.id ?? '');
    // Whoever writes sees what is not in the text yet; everybody else what the text has that they may read.
    const isThere = row !== undefined && (call.scope === 'all' || has(kb.read(row.placeId, READABLE[call.scope]), row.id));
    if (!row || !isThere) throw new AppError('attachment.not-found', 'there is no such picture');
    return sendFile(call.reply, attachments, row);
  });

  app.get<{ Params: { id: string; picture: string } }>(
    '/help/:id/pictures/:picture',
    { schema: { hide: true }, config: { rateLimit: { max: 240, timeWindow: 60_000 } } },
    async (request, reply) => {
      const article = articleId.safeParse(request.params.id).data;
      const picture = idForm.safeParse(request.params.picture).data;
      const shown = kb.readable(READABLE.anyone).find((each) => each.id === article);
      if (!shown || picture === undefined || !has(shown, picture)) return answerNotFound(request, reply);
      const row = await pictureOf(shown.id, picture);
      if (!row) return answerNotFound(request, reply);
      reply.header('cache-control', 'public, max-age=3600');
      await sendFile(reply, attachments, row);
      return reply;
    },
  );

  async function pictureOf(article: string, id: string): Promise<AttachmentRow | undefined> {
    const row = await attachments.find(organisationId, id);
    return row?.placeKind === 'article' && row.placeId === article ? row : undefined;
  }
}

function has({ body }: { readonly body: string }, picture: string): boolean {
  return picturesOf(body).includes(picture);
}
