import { acceptedLanguage, language } from '@alongside/protocol';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Reader } from '../pages/texts.ts';

const asked = z.object({ lang: language });

/** Who reads a page of the server's: by its address where that says a language, else by what the browser accepts. */
export function readerOf({ query, headers }: FastifyRequest): Reader {
  const chosen = asked.safeParse(query).data?.lang;
  return chosen === undefined
    ? { language: acceptedLanguage(headers['accept-language']), chosen: false }
    : { language: chosen, chosen: true };
}
