import { facts, finding, type Redaction, type Report, report as reportSchema } from '@alongside/protocol';
import { z } from 'zod';
import type { Identities } from './identities.ts';
import { Pseudonyms, type RedactedKind } from './pseudonyms.ts';
import { redactorsFor, redactText } from './redact-text.ts';
import { mapStrings } from './walk-strings.ts';

/** Four small numbers read as an address, which no program's version is. */
const VERSION = /^\/facts\/softwares\/value\/listed\/\d+\/version$/u;
const NUMBERS = /^(?:\d{1,3}:)?\d{1,4}(?:\.\d{1,6}){1,4}(?:[-+~][\w.+~-]{0,40})?$/u;
/** `5.15.167.4-microsoft-standard-WSL2`: so does a kernel's; what is behind it may be a name. */
const KERNEL = '/facts/operatingsystem/value/kernel_version';
const KERNEL_NUMBERS = /^\d{1,3}(?:\.\d{1,3}){3}(?=-)/u;

/** Of the format; more replacements than that are noted by the part of the report that they stand in. */
const MAX_NOTES = 2000;
const MAX_POINTER = 200;

const findings = z.array(finding);

/**
 * `report` as it may leave the machine: whatever tells a person, a computer or a network apart is replaced by a name that
 * holds within this report alone (`host-1`), and noted. Doing it again changes nothing. Throws nothing for a report that
 * fits its schema.
 */
export function redactReport(report: Report, identities: Identities): Report {
  const clean = reportSchema.parse(report);
  const redactors = redactorsFor(identities);
  const pseudonyms = new Pseudonyms(JSON.stringify([clean.facts, clean.findings]));
  const earlier = new Map<string, Set<RedactedKind>>();
  for (const { at, kind } of clean.redactions) {
    if (kind !== 'removed_by_user') (earlier.get(at) ?? earlier.set(at, new Set()).get(at))?.add(kind);
  }
  const notes: Redaction[] = [];
  const change = (text: string, at: string, schema: z.ZodType): string => {
    if (VERSION.test(at) && NUMBERS.test(text)) return text;
    const kept = (at === KERNEL && KERNEL_NUMBERS.exec(text)?.[0]) || '';
    const noted = new Set(earlier.get(at));
    // The schema bounds a text; what is cut off may leave another word at its end.
    for (let before = text; ; ) {
      const redacted = redactText(before.slice(kept.length), { redactors, pseudonyms, noted });
      for (const kind of redacted.kinds) {
        noted.add(kind);
        notes.push({ at, kind });
      }
      const after = fitted(schema, kept + redacted.text);
      if (after === before) return after;
      before = after;
    }
  };
  const redacted = {
    ...clean,
    facts: mapStrings(facts, clean.facts, '/facts', change),
    findings: mapStrings(findings, clean.findings, '/findings', change),
  };
  return reportSchema.parse({ ...redacted, redactions: bounded([...clean.redactions, ...notes]) });
}

/** A pseudonym may be longer than what it stands for, and a text too long for its schema then. */
function fitted(schema: z.ZodType, text: string): string {
  for (let length = text.length; ; length = Math.floor(length * 0.9)) {
    const parsed = schema.safeParse(text.slice(0, length));
    if (parsed.success) return parsed.data as string;
    if (length === 0) throw parsed.error;
  }
}

/** Each place and kind once. */
function bounded(notes: readonly Redaction[]): Redaction[] {
  for (let depth = 32; ; depth -= 1) {
    const kept = new Map<string, Redaction>();
    for (const { at, kind } of notes) {
      const short = at
        .split('/')
        .slice(0, depth + 1)
        .join('/');
      const place = short.length > MAX_POINTER ? short.slice(0, short.lastIndexOf('/', MAX_POINTER)) : short;
      kept.set(`${place} ${kind}`, { at: place, kind });
    }
    if (kept.size <= MAX_NOTES || depth === 1) return [...kept.values()].slice(0, MAX_NOTES);
  }
}
