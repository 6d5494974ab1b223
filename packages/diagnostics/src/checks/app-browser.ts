import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { END_OF_LIFE_DATE, releasesSince, supportOf } from '../end-of-life.ts';
import { dpkgFormat } from '../parse/dpkg.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const browser = z.strictObject({
  name: z.string().max(80),
  version: z
    .string()
    .regex(/^\d+(\.\d+)*/u)
    .max(60),
  /** Whose releases it follows: Edge and Chromium have Chrome's numbers. */
  follows: z.enum(['chrome', 'firefox']),
});
type Browser = z.infer<typeof browser>;
const reading = z.strictObject({
  browsers: z
    .array(browser.extend({ behind: z.int().min(0) }))
    .min(1)
    .max(16),
});
type Reading = z.infer<typeof reading>;

const PACKAGES: Readonly<Record<string, readonly [name: string, follows: Browser['follows']]>> = {
  chromium: ['Chromium', 'chrome'],
  'google-chrome-stable': ['Google Chrome', 'chrome'],
  'microsoft-edge-stable': ['Microsoft Edge', 'chrome'],
  firefox: ['Firefox', 'firefox'],
  'firefox-esr': ['Firefox', 'firefox'],
};

const linux: Probe<Reading> = {
  async read(tools) {
    const programs = await tools.list('/usr/bin');
    const names = Object.keys(PACKAGES);
    // Both name what is there, and end with an error where one of the names is not.
    const ask = programs.includes('dpkg-query')
      ? tools.run('dpkg-query', ['-W', '-f', dpkgFormat('Package', 'Version', 'db:Status-Status'), ...names], {
          exitCodes: [0, 1],
        })
      : tools.run('rpm', ['-q', '--qf', '%{NAME}\\t%{VERSION}\\tinstalled\\n', ...names], {
          exitCodes: Array.from({ length: names.length + 1 }, (_, code) => code),
        });
    const { stdout } = await ask;
    const found = stdout
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap(([name = '', version = '', state]) => {
        const known = PACKAGES[name];
        if (known === undefined || state !== 'installed') return [];
        // Debian's epoch (`1:`) is no part of the maker's version; Ubuntu's firefox is a stub that installs the snap.
        const plain = version.replace(/^\d+:/u, '');
        return /snap/u.test(plain) ? [] : [{ name: known[0], version: plain, follows: known[1] }];
      });
    return behind([...found, ...(await snapFirefox(tools))], tools.now());
  },
};

async function snapFirefox(tools: ProbeTools): Promise<readonly Browser[]> {
  const text = await tools.readText('/snap/firefox/current/meta/snap.yaml');
  const version = /^version:\s*['"]?(\d+(?:\.\d+)*)/mu.exec(text ?? '')?.[1];
  return version === undefined ? [] : [{ name: 'Firefox', version, follows: 'firefox' }];
}

const WINDOWS = {
  'chrome.exe': PACKAGES['google-chrome-stable'],
  'msedge.exe': PACKAGES['microsoft-edge-stable'],
  'firefox.exe': PACKAGES.firefox,
};

const windows: Probe<Reading> = {
  async read(tools) {
    const expression =
      "foreach ($n in 'chrome.exe','msedge.exe','firefox.exe') { foreach ($h in 'HKLM:','HKCU:') { $p = (Get-ItemProperty \"$h\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\$n\" -ErrorAction SilentlyContinue).'(default)'; if ($p -and (Test-Path $p)) { [pscustomobject]@{ Name = $n; Version = (Get-Item $p).VersionInfo.ProductVersion }; break } } }";
    const rows = await powershellRows(tools, `& { ${expression} }`, z.object({ Name: z.string(), Version: z.string() }));
    return behind(
      rows.flatMap(({ Name, Version }) => {
        const known = WINDOWS[Name as keyof typeof WINDOWS];
        return known === undefined ? [] : [{ name: known[0], version: Version, follows: known[1] }];
      }),
      tools.now(),
    );
  },
};

const APPS = { 'Google Chrome': 'chrome', 'Microsoft Edge': 'chrome', Firefox: 'firefox' } as const;

const macos: Probe<Reading> = {
  async read(tools) {
    const installed = await tools.list('/Applications');
    const found: Browser[] = [];
    for (const [name, follows] of Object.entries(APPS)) {
      if (!installed.includes(`${name}.app`)) continue;
      const file = `/Applications/${name}.app/Contents/Info`;
      const { stdout } = await tools.run('defaults', ['read', file, 'CFBundleShortVersionString']);
      found.push({ name, version: stdout.trim(), follows });
    }
    return behind(found, tools.now());
  },
};

/** Releases that came after this one, unless its maker still mends it (Firefox's long-term ones). */
function behind(browsers: readonly Browser[], now: number): Reading | typeof NONE_PRESENT {
  if (browsers.length === 0) return NONE_PRESENT;
  return {
    browsers: browsers.slice(0, 16).map((one) => {
      if (!browser.safeParse(one).success) throw new ProbeFailure('parse', one.name);
      const support = supportOf(one.follows, one.version);
      const supported = support !== undefined && (support.endsAt === null || support.endsAt > now);
      return { ...one, behind: supported ? 0 : releasesSince(one.follows, one.version) };
    }),
  };
}

/** Whether browsers are far behind. The table is bundled, so newer releases than it has are not counted: it may say less, never more. */
export const appBrowser: Check = defineCheck({
  id: 'app.browser',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['quick', 'security'],
  reading,
  probes: { linux, windows, macos },
  judge({ browsers }, { warnBehind = 0 }) {
    const judged = browsers
      .map((one) => ({ ...one, status: one.behind >= warnBehind ? ('warn' as const) : ('pass' as const) }))
      .sort((a, b) => b.behind - a.behind);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: [
        ...judged.flatMap(({ name, version, behind: count }) => [
          figure('version', version, 'text', { subject: name }),
          figure('behind', count, 'count', { subject: name, limit: warnBehind }),
        ]),
        figure('table', END_OF_LIFE_DATE, 'text'),
      ],
    };
  },
  article: 'update',
});
