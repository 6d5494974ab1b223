import { AppError } from '@alongside/base';
import { articleId, type Language, line } from '@alongside/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type KnowledgeBase, READABLE } from '../kb/knowledge-base.ts';
import { HELP_STYLE, helpArticle, helpFound, helpIndex, helpMissing, helpSitemap, robots } from '../pages/help-page.ts';
import { HELP_STYLES } from '../pages/help-style.ts';
import type { OfPages } from '../pages/plain-page.ts';
import { pageWords } from '../pages/texts.ts';
import { readerOf } from './page-reader.ts';
import { checkOrigin } from './register-route.ts';
import type { Site } from './site.ts';

interface Dependencies {
  readonly kb: KnowledgeBase;
  readonly site: Site;
  readonly ofPages: () => Promise<OfPages>;
}

const MINUTE_MS = 60_000;
const FORM_BYTES = 4 * 1024;
const PUBLIC = READABLE.anyone;

/** No script, no frame, no picture from elsewhere: the pages need their style and their own pictures. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const search = z.object({
  q: z
    .string()
    .max(400)
    .transform((text) => text.slice(0, 200).trim())
    .optional(),
});
const shown = z.object({ thanks: z.literal('1').optional() });
const opinion = z.object({ helpful: z.enum(['yes', 'no']), reason: line(500).default('') });

/** The articles for everybody, as pages that need no script. */
export async function registerHelpRoutes(app: FastifyInstance, { kb, site, ofPages }: Dependencies): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    const limited = (max: number) => ({ schema: { hide: true }, config: { rateLimit: { max, timeWindow: MINUTE_MS } } });
    const send = (reply: FastifyReply, html: string) =>
      reply
        .headers({
          'content-security-policy': POLICY,
          'cache-control': 'no-cache',
          'referrer-policy': 'same-origin',
          vary: 'Accept-Language',
        })
        .type('text/html; charset=utf-8')
        .send(html);
    const about = async (request: FastifyRequest) => ({
      reader: readerOf(request),
      ...(await ofPages()),
      origin: site.origin,
    });
    const readable = (id: unknown, language: Language) => {
      const known = articleId.safeParse(id).data;
      return kb.readable(PUBLIC, language).find((article) => article.id === known);
    };

    scope.get('/help', limited(120), async (request, reply) => {
      const query = search.safeParse(request.query).data?.q ?? '';
      const { language } = readerOf(request);
      if (query === '') return send(reply, helpIndex({ ...(await about(request)), articles: kb.readable(PUBLIC, language) }));
      await kb.count('page', 'searched');
      const hits = kb.findIn(language, query, PUBLIC);
      return send(reply, helpFound({ ...(await about(request)), query, hits }));
    });
    scope.get<{ Params: { id: string } }>('/help/:id', limited(120), async (request, reply) => {
      const { language } = readerOf(request);
      const article = readable(request.params.id, language);
      if (!article) return send(reply.status(404), helpMissing(await about(request)));
      const thanks = shown.safeParse(request.query).data?.thanks === '1';
      if (!thanks) await kb.count('page', 'opened', article.id);
      const titleOf = (id: string) => readable(id, language)?.title;
      return send(reply, helpArticle({ ...(await about(request)), article, titleOf, thanks }));
    });
    scope.post<{ Params: { id: string } }>('/help/:id/helpful', limited(10), async (request, reply) => {
      checkOrigin(site, request, false);
      const reader = readerOf(request);
      const article = readable(request.params.id, reader.language);
      if (!article) return send(reply.status(404), helpMissing(await about(request)));
      const said = opinion.safeParse(request.body);
      if (!said.success) throw new AppError('request.invalid', 'helpful: yes or no; reason: at most 500 characters');
      const { helpful, reason } = said.data;
      await kb.opinion(article.id, PUBLIC, 'page', { helpful: helpful === 'yes', reason });
      return reply.redirect(pageWords('help', reader).href(`/help/${article.id}?thanks=1#helpful`), 303);
    });
    scope.get('/help/sitemap.xml', limited(30), async (_request, reply) =>
      reply.type('application/xml; charset=utf-8').send(helpSitemap(site.origin, kb.readable(PUBLIC))),
    );
    scope.get('/robots.txt', limited(30), async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(robots(site.origin)),
    );
    scope.get(HELP_STYLE, limited(120), async (_request, reply) => reply.type('text/css; charset=utf-8').send(HELP_STYLES));
  });
}
