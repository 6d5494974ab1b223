import { contactEmail, id, type LANGUAGES, language, line, personName, prose } from '@alongside/protocol';
import { z } from 'zod';

/** Names of the form's fields. */
export const ASK_FIELDS = ['text', 'name', 'email', 'phone', 'language'] as const;
export type AskField = (typeof ASK_FIELDS)[number];
/** What was typed, to be shown again. */
export type AskValues = Readonly<Record<AskField, string>>;
export type AskFlaws = Readonly<Partial<Record<AskField, 'empty' | 'invalid'>>>;

/** What the form is read to; its fields are bounded before anything is made of them. */
const typed = z.object({
  text: z.string().max(20_000).default(''),
  name: z.string().max(400).default(''),
  email: z.string().max(400).default(''),
  phone: z.string().max(400).default(''),
  language: z.string().max(40).default('en'),
  /** Given by the page before, so that the same form sent twice is one request. */
  request: id.optional().catch(undefined),
  /** Nobody sees this field; what fills it in is a program. */
  website: z.string().max(400).default(''),
});

export type AskForm =
  | { readonly form: 'complete'; readonly values: AskValues; readonly requestId: string; readonly asked: Asked }
  | { readonly form: 'begun'; readonly values: AskValues }
  | { readonly form: 'flawed'; readonly values: AskValues; readonly requestId: string; readonly flaws: AskFlaws }
  | { readonly form: 'by-program' };

export interface Asked {
  readonly text: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: (typeof LANGUAGES)[number];
}

/** What came from the public form. `begun`: only the problem was told yet, on the first page. */
export function readAskForm(body: unknown): AskForm | undefined {
  const read = typed.safeParse(body);
  if (!read.success) return undefined;
  const { request: requestId, website, ...raw } = read.data;
  if (website !== '') return { form: 'by-program' };
  const values: AskValues = {
    ...raw,
    text: raw.text.trim(),
    name: raw.name.trim(),
    email: raw.email.trim(),
    phone: raw.phone.trim(),
  };
  if (requestId === undefined) return { form: 'begun', values };
  const flaws: Partial<Record<AskField, 'empty' | 'invalid'>> = {};
  const take = <T>(field: AskField, schema: z.ZodType<T>): T | undefined => {
    const value = schema.safeParse(values[field]);
    if (!value.success) flaws[field] = values[field] === '' ? 'empty' : 'invalid';
    return value.data;
  };
  // Cut off, it would say something else.
  const text = take('text', z.string().max(4000).pipe(prose(4000)).refine(isSaid));
  const name = take('name', personName.refine(isSaid));
  const email = values.email === '' ? null : take('email', contactEmail);
  const phone =
    values.phone === ''
      ? null
      : take(
          'phone',
          line(40).refine((phone) => phone.replace(/\D/gu, '').length >= 3),
        );
  const spoken = take('language', language);
  if (values.email === '' && values.phone === '') flaws.email = 'empty';
  if (text === undefined || name === undefined || email === undefined || phone === undefined || spoken === undefined) {
    return { form: 'flawed', values, requestId, flaws };
  }
  if (Object.keys(flaws).length > 0) return { form: 'flawed', values, requestId, flaws };
  return { form: 'complete', values, requestId, asked: { text, name, email, phone, language: spoken } };
}

function isSaid(text: string): boolean {
  return text.trim() !== '';
}
