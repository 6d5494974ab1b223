import { type Clock, type RandomSource, randomId, toAppError } from '@alongside/base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Taken } from '../desk/intake-desk.ts';
import { FixedWindow } from '../http/fixed-window.ts';
import { followUrl } from '../http/follow-routes.ts';
import { readerOf } from '../http/page-reader.ts';
import { checkOrigin } from '../http/register-route.ts';
import type { Site } from '../http/site.ts';
import { type KnowledgeBase, READABLE } from '../kb/knowledge-base.ts';
import type { OfPages } from '../pages/plain-page.ts';
import { type Asked, type AskForm, type AskValues, readAskForm } from './ask-form.ts';
import { askBegin, askClosed, askDetails, askSent, askTooMany } from './ask-page.ts';

interface Dependencies {
  readonly kb: KnowledgeBase;
  readonly site: Site;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly ofPages: () => Promise<OfPages>;
  /** Where a request comes from, as limits see it: an address, or its network. */
  readonly networkOf: (request: FastifyRequest) => string;
  readonly isOpen: () => Promise<boolean>;
  readonly take: (requestId: string, asked: Asked) => Promise<Taken>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Text of 4,000 characters, each as long as percent-encoding makes it. */
const FORM_BYTES = 48 * 1024;
/** Requests that are sent: of one network, and of everybody together, so that a crowd cannot bury the desk. */
const OF_ONE = { periodMs: HOUR_MS, max: 6 };
const OF_ALL = { periodMs: HOUR_MS, max: 200 };
const SUGGESTED = 4;
const EMPTY: AskValues = { text: '', name: '', email: '', phone: '', language: 'en' };

/** No script, no picture, no frame, as all pages of /help. */
const POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The public form: what is going wrong, what may answer it, who asks. It works without script, and keeps no cookie. */
export async function registerAskRoutes(app: FastifyInstance, dependencies: Dependencies): Promise<void> {
  const { kb, site, clock, random, ofPages, networkOf, isOpen, take } = dependencies;
  const ofOne = new FixedWindow(clock, OF_ONE);
  const ofAll = new FixedWindow(clock, OF_ALL);
  const about = async (request: FastifyRequest) => ({
    reader: readerOf(request),
    ...(await ofPages()),
    origin: site.origin,
  });
  const send = (reply: FastifyReply, html: string) =>
    reply
      .headers({ 'content-security-policy': POLICY, 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
      .type('text/html; charset=utf-8')
      .send(html);
  const details = async (
    request: FastifyRequest,
    form: Extract<AskForm, { values: AskValues }>,
    flaws: Parameters<typeof askDetails>[0]['flaws'],
  ) => {
    const { language } = readerOf(request);
    const hits = kb.findIn(language, form.values.text, READABLE.anyone).slice(0, SUGGESTED);
    const requestId = 'requestId' in form ? form.requestId : randomId(random);
    return askDetails({ ...(await about(request)), values: form.values, requestId, hits, flaws });
  };
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    const limited = (max: number) => ({ schema: { hide: true }, config: { rateLimit: { max, timeWindow: MINUTE_MS } } });
    scope.get('/help/ask', limited(30), async (request, reply) => {
      if (!(await isOpen())) return send(reply, askClosed(await about(request)));
      return send(reply, askBegin({ ...(await about(request)), values: { ...EMPTY, language: readerOf(request).language } }));
    });
    scope.post('/help/ask', { ...limited(20), bodyLimit: FORM_BYTES }, async (request, reply) => {
      checkOrigin(site, request, false);
      if (!(await isOpen())) return send(reply.status(403), askClosed(await about(request)));
      const form = readAskForm(request.body);
      if (form === undefined || form.form === 'by-program')
        return send(reply.status(422), askBegin({ ...(await about(request)), values: EMPTY }));
      if (form.form === 'begun' && form.values.text === '') {
        return send(reply.status(422), askBegin({ ...(await about(request)), values: form.values }));
      }
      if (form.form === 'begun') return send(reply, await details(request, form, {}));
      if (form.form === 'flawed') return send(reply.status(422), await details(request, form, form.flaws));
      if (!ofOne.take(networkOf(request)) || !ofAll.take('all')) return send(reply.status(429), askTooMany(await about(request)));
      try {
        const { number, token, isNew } = await take(form.requestId, form.asked);
        if (isNew) await kb.count('page', 'asked');
        return send(reply, askSent({ ...(await about(request)), number, url: followUrl(site.origin, token) }));
      } catch (thrown) {
        if (toAppError(thrown).code !== 'request.invalid') throw thrown;
        // A form that was sent before, with other words since: once more, as a request of its own.
        return send(reply.status(422), await details(request, { form: 'begun', values: form.values }, {}));
      }
    });
  });
}
