import type { Facts } from '@alongside/protocol';
import { z } from 'zod';
import { dpkgFormat } from './parse/dpkg.ts';
import { parseJson, powershellRows } from './parse/json.ts';
import { softwareEnded } from './software-support.ts';
import { ProbeFailure, type ProbeTools } from './tools.ts';

type Softwares = Extract<Facts['softwares'], { status: 'known' }>['value'];
type Software = Softwares['listed'][number];

const MAX_LISTED = 2000;
/** Bytes of all of them in a report, which has to fit a message (192 KiB) with everything else that is in it. */
const MAX_BYTES = 128 * 1024;
const MEBIBYTE = 1024 * 1024;
const OPTIONS = { limitMs: 9000, maxBytes: 16 * MEBIBYTE };

/**
 * What the system's own list of installed programs has: packages (not snaps and the like), uninstall entries of Windows,
 * apps of macOS. Throws `ProbeFailure`.
 */
export async function readSoftwares(tools: ProbeTools): Promise<Softwares> {
  const found = await { linux: packages, windows: uninstallEntries, macos: apps }[tools.system](tools);
  const byName = new Map(found.map((one) => [`${one.name}\0${one.version}`, one]));
  const now = tools.now();
  // Those whose end is known come first, so that they are not what is left out.
  const sorted = [...byName.values()]
    .map((one) => ({ one, last: softwareEnded(one, now) === undefined }))
    .sort((a, b) => Number(a.last) - Number(b.last) || (a.one.name < b.one.name ? -1 : 1));
  const listed: Software[] = [];
  let size = 0;
  for (const { one } of sorted) {
    size += bytesOf(one);
    if (listed.length === MAX_LISTED || size > MAX_BYTES) break;
    listed.push(one);
  }
  return { count: byName.size, listed };
}

/** As JSON in UTF-8, at most: a unit of UTF-16 takes three bytes, and one where it is ASCII. */
function bytesOf(one: Software): number {
  const text = JSON.stringify(one);
  return text.length + 1 + 2 * (text.match(/[^\0-\u007f]/gu)?.join('').length ?? 0);
}

const software = (name: string, version: string, publisher: string): Software => ({
  name: name.trim().slice(0, 120),
  version: version.trim().slice(0, 60),
  publisher: publisher.trim().slice(0, 60),
});

async function packages(tools: ProbeTools): Promise<readonly Software[]> {
  const programs = await tools.list('/usr/bin');
  if (programs.includes('dpkg-query')) {
    const format = dpkgFormat('Package', 'Version', 'Maintainer', 'db:Status-Status');
    const { stdout } = await tools.run('dpkg-query', ['-W', '-f', format], OPTIONS);
    return rows(stdout, 4)
      .filter(([, , , state]) => state === 'installed')
      .map(([name = '', version = '', maintainer = '']) => software(name, version, maintainer.replace(/<[^>]*>/gu, '')));
  }
  if (!programs.includes('rpm')) throw new ProbeFailure('unsupported', 'no package manager that is known here');
  const { stdout } = await tools.run('rpm', ['-qa', '--qf', '%{NAME}\\t%{VERSION}\\t%{VENDOR}\\n'], OPTIONS);
  return rows(stdout, 3).map(([name = '', version = '', vendor = '']) =>
    software(name, version, vendor === '(none)' ? '' : vendor),
  );
}

/** Lines of fields parted by tabs; a system without one package is none. */
function rows(text: string, fields: number): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => line.split('\t'));
  if (found.length === 0 || found.some(({ length }) => length !== fields)) throw new ProbeFailure('parse', 'packages');
  return found;
}

const entry = z.object({ DisplayName: z.string(), DisplayVersion: z.string().nullable(), Publisher: z.string().nullable() });

/** Of the machine (64 and 32 bit) and of the user; parts of others are marked as components of the system. */
async function uninstallEntries(tools: ProbeTools): Promise<readonly Software[]> {
  const keys = ['HKLM:\\SOFTWARE', 'HKLM:\\SOFTWARE\\WOW6432Node', 'HKCU:\\SOFTWARE']
    .map((hive) => `'${hive}\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*'`)
    .join(',');
  const expression = `Get-ItemProperty ${keys} -ErrorAction SilentlyContinue | Where-Object { $_.DisplayName -and $_.SystemComponent -ne 1 } | Select-Object DisplayName,DisplayVersion,Publisher`;
  const found = await powershellRows(tools, expression, entry, OPTIONS);
  return found.map(({ DisplayName, DisplayVersion, Publisher }) => software(DisplayName, DisplayVersion ?? '', Publisher ?? ''));
}

const profile = z.object({
  SPApplicationsDataType: z.array(
    z.object({ _name: z.string(), version: z.string().optional(), signed_by: z.array(z.string()).optional() }),
  ),
});

/** The first signature names the maker: `Developer ID Application: Mozilla Corporation (43AQ936H96)`. */
async function apps(tools: ProbeTools): Promise<readonly Software[]> {
  const { stdout } = await tools.run('system_profiler', ['-json', 'SPApplicationsDataType'], OPTIONS);
  return parseJson(profile, stdout, 'SPApplicationsDataType').SPApplicationsDataType.map(
    ({ _name, version = '', signed_by = [] }) =>
      software(
        _name,
        version,
        (signed_by[0] ?? '').replace(/^Developer ID Application: |^Software Signing$|\s*\(\w{10}\)$/gu, ''),
      ),
  );
}
