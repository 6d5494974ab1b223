import { writeFile } from 'node:fs/promises';
import { canonical } from '@alongside/consent';
import type { Language, Report } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { localeFor } from '../../system-language.ts';
import { fileTrouble } from '../record-file.ts';
import type { ScanFormat } from './scan-command.ts';
import { scanHtml } from './scan-html.ts';
import { scanPage } from './scan-page.ts';
import type { ScanStreams } from './scan-parts.ts';
import { scanTable } from './scan-table.ts';

/** Resolves with what a person has to know where it could not be written. */
export async function printReport(
  report: Report,
  format: ScanFormat,
  streams: ScanStreams,
  { t, language }: { readonly t: TFunction; readonly language: Language },
): Promise<string | undefined> {
  if (format.kind === 'json') {
    // These bytes alone, without a line end: they are what is hashed and signed elsewhere.
    streams.out(canonical(report));
    return undefined;
  }
  const page = scanPage(report, { t, locale: localeFor(language) });
  if (format.kind === 'table') {
    const { columns, colours = false } = streams.terminal ?? {};
    streams.out(scanTable(page, { t, colours, columns }));
    return undefined;
  }
  const html = scanHtml(page, t, language);
  if (format.file === undefined) {
    streams.out(html);
    return undefined;
  }
  try {
    // For the user's eyes: it tells of the computer.
    await writeFile(format.file, html, { mode: 0o600 });
    return undefined;
  } catch (error) {
    return t('scan.unwritten', { file: format.file, reason: fileTrouble(t, error) });
  }
}
