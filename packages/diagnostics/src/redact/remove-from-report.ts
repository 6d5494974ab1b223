import { type Facts, type Redaction, type Report, report as reportSchema } from '@alongside/protocol';

/** What a reader finds in the place of a text that was left out. */
export const REMOVED_TEXT = 'removed';

/**
 * Leaves out what the user does not want to send, and says so. `pointer` (RFC 6901) names
 * - `/facts/NAME`: the fact stays as `removed`;
 * - an entry of a list within a fact, or a finding's evidence: it goes, noted at the list;
 * - a text within a fact or an evidence: it reads `removed`;
 * - `/findings/INDEX`: it goes, noted at `/findings/CHECK`, since its index soon is another's;
 * - any other value: what holds it goes as a whole.
 * Throws `TypeError` where nothing of the kind is there.
 */
export function removeFromReport(report: Report, pointer: string): Report {
  const path = pointer.split('/').slice(1);
  const [part, name = ''] = path;
  if (part === 'facts' && Object.hasOwn(report.facts, name)) return withoutFact(report, name as keyof Facts, path.slice(2));
  const index = Number(name);
  const finding = part === 'findings' && /^\d+$/u.test(name) ? report.findings[index] : undefined;
  if (finding === undefined) throw new TypeError(`${pointer} names nothing that can be left out`);
  const within = path.slice(2);
  if (within[0] === 'evidence' && /^\d+$/u.test(within[1] ?? '')) return withoutEvidence(report, index, within.slice(1));
  return noted(
    {
      ...report,
      findings: report.findings.filter((each) => each !== finding),
      redactions: without(report.redactions, ['findings', name]),
    },
    `/findings/${finding.check}`,
  );
}

function withoutFact(report: Report, name: keyof Facts, path: readonly string[]): Report {
  const fact = report.facts[name];
  const [key, ...within] = path;
  if (fact.status === 'known' && key === 'value' && within.length > 0) {
    const rest = pruned(fact.value, within);
    if (rest !== undefined) {
      const at = ['facts', name, 'value', ...rest.gone];
      const redactions = rest.spliced ? without(report.redactions, at) : report.redactions;
      const made = { ...report, facts: { ...report.facts, [name]: { ...fact, value: rest.value } }, redactions };
      // A word of an enumeration or a figure has no other way to be left out than with the fact.
      if (reportSchema.safeParse(made).success) return noted(made, pointerOf(rest.spliced ? at.slice(0, -1) : at));
    }
  }
  const facts = { ...report.facts, [name]: { status: 'removed' as const } };
  return noted({ ...report, facts, redactions: under(report.redactions, ['facts', name], 'drop') }, `/facts/${name}`);
}

function withoutEvidence(report: Report, index: number, path: readonly string[]): Report {
  const finding = report.findings[index];
  const [number = '', field] = path;
  const entry = finding?.evidence[Number(number)];
  if (finding === undefined || entry === undefined) throw new TypeError(`there is no evidence ${number} to leave out`);
  const at = ['findings', String(index), 'evidence', number];
  const isText = (field === 'subject' || field === 'value') && typeof entry[field] === 'string';
  const evidence = isText
    ? finding.evidence.map((each) => (each === entry ? { ...each, [field]: REMOVED_TEXT } : each))
    : finding.evidence.filter((each) => each !== entry);
  const findings = report.findings.map((each) => (each === finding ? { ...each, evidence } : each));
  if (isText) return noted({ ...report, findings }, pointerOf([...at, field]));
  return noted({ ...report, findings, redactions: without(report.redactions, at) }, pointerOf(at.slice(0, -1)));
}

/** `value` without what `path` leads to. `gone`: the path of what really went; an entry of a list where there is no text. */
function pruned(
  value: unknown,
  path: readonly string[],
): { value: unknown; gone: readonly string[]; spliced: boolean } | undefined {
  const [step = '', ...rest] = path;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  const child = (value as Record<string, unknown>)[step];
  const deeper =
    rest.length > 0
      ? pruned(child, rest)
      : typeof child === 'string'
        ? { value: REMOVED_TEXT, gone: [], spliced: false }
        : undefined;
  if (deeper !== undefined) {
    const copy: unknown = Array.isArray(value)
      ? value.map((each, at) => (String(at) === step ? deeper.value : each))
      : { ...value, [step]: deeper.value };
    return { value: copy, gone: [step, ...deeper.gone], spliced: deeper.spliced };
  }
  if (!Array.isArray(value)) return undefined;
  return { value: value.filter((_each, at) => String(at) !== step), gone: [step], spliced: true };
}

const pointerOf = (path: readonly string[]) => `/${path.join('/')}`;

function noted(report: Report, at: string): Report {
  const note: Redaction = { at, kind: 'removed_by_user' };
  const known = report.redactions.some((each) => each.at === at && each.kind === note.kind);
  return known ? report : { ...report, redactions: [...report.redactions, note] };
}

/** Notes after the entry `path` of a list is gone: its own go with it, those of later entries move up. */
function without(redactions: readonly Redaction[], path: readonly string[]): Redaction[] {
  return under(redactions, path, 'move');
}

function under(redactions: readonly Redaction[], path: readonly string[], later: 'move' | 'drop'): Redaction[] {
  const gone = pointerOf(path);
  const list = pointerOf(path.slice(0, -1));
  const index = Number(path.at(-1));
  return redactions.flatMap((note) => {
    if (note.at === gone || note.at.startsWith(`${gone}/`)) return [];
    const [step = '', ...rest] = note.at.slice(list.length + 1).split('/');
    if (later === 'drop' || !note.at.startsWith(`${list}/`) || !/^\d+$/u.test(step) || Number(step) < index) return [note];
    return [{ ...note, at: [list, Number(step) - 1, ...rest].join('/') }];
  });
}
