/** The system that a page is looked at from, as far as a browser tells. */
export type VisitorSystem = 'linux-x64' | 'linux-other' | 'windows' | 'macos' | 'android' | 'ios' | 'chromeos' | 'unknown';

/** Browsers send about 120 characters. */
const MAX_CHARACTERS = 512;

/** Sec-CH-UA-Platform (https://wicg.github.io/ua-client-hints/), without its quotes. */
const BY_HINT: Readonly<Record<string, Exclude<VisitorSystem, 'linux-x64' | 'linux-other'> | 'linux'>> = {
  linux: 'linux',
  windows: 'windows',
  macos: 'macos',
  android: 'android',
  ios: 'ios',
  'chrome os': 'chromeos',
  'chromium os': 'chromeos',
};

/** In this order: Android names Linux as well, and iPhones name Mac OS X. */
const BY_AGENT = [
  [/Android/u, 'android'],
  [/iPhone|iPad|iPod/u, 'ios'],
  [/\bCrOS\b/u, 'chromeos'],
  [/Windows NT/u, 'windows'],
  [/Macintosh|Mac OS X/u, 'macos'],
  [/\bLinux\b/u, 'linux'],
] as const;

/**
 * Reads the platform hint where there is one, else the User-Agent. The processor is told by Firefox alone; Chromium names
 * x86_64 on every Linux desktop, so the agent's launcher looks once more. An iPad may call itself a Macintosh.
 */
export function visitorSystem(headers: { readonly hint: string | undefined; readonly agent: string | undefined }): VisitorSystem {
  const agent = (headers.agent ?? '').slice(0, MAX_CHARACTERS);
  const hint = (headers.hint ?? '')
    .slice(0, MAX_CHARACTERS)
    .replace(/^"(.*)"$/u, '$1')
    .toLowerCase();
  const system = (Object.hasOwn(BY_HINT, hint) ? BY_HINT[hint] : undefined) ?? BY_AGENT.find(([words]) => words.test(agent))?.[1];
  if (system !== 'linux') return system ?? 'unknown';
  return /x86_64|amd64/iu.test(agent) || !/aarch64|arm|i[3-6]86|ppc|riscv|mips|s390|loong/iu.test(agent)
    ? 'linux-x64'
    : 'linux-other';
}
