import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { parseJson } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const LIMIT_MS = 3000;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, socks: 1080, socks4: 1080, socks5: 1080 };

/** Addresses stay here: only which kind it is, and whether somebody answers there. */
const reading = z.strictObject({
  kind: z.enum(['none', 'manual', 'script', 'search']),
  /** Null: there is no address to try. */
  reachable: z.boolean().nullable(),
});
type Reading = z.infer<typeof reading>;

async function judgeSetting(
  tools: ProbeTools,
  setting: { readonly script?: string; readonly proxy?: string; readonly search?: boolean },
): Promise<Reading> {
  const address = setting.script || setting.proxy;
  if (!address) return { kind: setting.search ? 'search' : 'none', reachable: null };
  const kind = setting.script ? 'script' : 'manual';
  if (/^file:/iu.test(address)) return { kind, reachable: null };
  const match = /^(?:([a-z0-9]+):\/\/)?(?:[^@/\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^:/\s]+)(?::(\d{1,5}))?(?:\/.*)?$/iu.exec(address);
  if (match === null) throw new ProbeFailure('parse', 'proxy');
  const host = (match[2] ?? '').replace(/^\[|\]$/gu, '');
  const port = Number(match[3] ?? DEFAULT_PORTS[(match[1] ?? 'http').toLowerCase()] ?? 80);
  return { kind, reachable: await tools.network.reaches(host, port, LIMIT_MS) };
}

/** GNOME's setting, which most desktops have; elsewhere what the whole machine is given in /etc/environment. */
const linux: Probe<Reading> = {
  async read(tools) {
    const lines = (await tools.readText('/etc/environment')) ?? '';
    const proxy = /^(?:export\s+)?https?_proxy\s*=\s*["']?([^"'\s]+)/imu.exec(lines)?.[1];
    if (proxy !== undefined) return judgeSetting(tools, { proxy });
    return judgeSetting(tools, await gnomeSetting(tools));
  },
};

async function gnomeSetting(tools: ProbeTools): Promise<{ script?: string; proxy?: string; search?: boolean }> {
  let text: string;
  try {
    text = (await tools.run('gsettings', ['list-recursively', 'org.gnome.system.proxy'])).stdout;
  } catch (error) {
    // No GNOME here, so none of its settings (gsettings says "No such schema" and ends with 1).
    if (error instanceof ProbeFailure && (error.reason === 'unsupported' || error.reason === 'failed')) return {};
    throw error;
  }
  const of = (key: string) =>
    new RegExp(`^org\\.gnome\\.system\\.proxy${key} (.*)$`, 'mu').exec(text)?.[1]?.replace(/^'|'$/gu, '');
  const mode = of(' mode');
  if (mode === undefined) throw new ProbeFailure('parse', 'gsettings');
  if (mode === 'auto') {
    const script = of(' autoconfig-url');
    return script ? { script } : { search: true };
  }
  if (mode !== 'manual') return {};
  const kind = of('\\.https host') ? 'https' : of('\\.http host') ? 'http' : 'socks';
  const host = of(`\\.${kind} host`);
  return host ? { proxy: `${host}:${of(`\\.${kind} port`) ?? ''}`.replace(/:(0)?$/u, '') } : {};
}

const internetSettings = z.object({
  ProxyEnable: z.number().nullish(),
  ProxyServer: z.string().nullish(),
  AutoConfigURL: z.string().nullish(),
});

/** `ProxyServer` is `HOST:PORT` for all, or `http=HOST:PORT;https=…`. */
const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(
      "Get-ItemProperty 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings' | Select-Object ProxyEnable,ProxyServer,AutoConfigURL | ConvertTo-Json -Compress",
    );
    const { ProxyEnable, ProxyServer, AutoConfigURL } = parseJson(internetSettings, answer, 'Internet Settings');
    if (AutoConfigURL) return judgeSetting(tools, { script: AutoConfigURL });
    const servers = ProxyEnable === 1 ? (ProxyServer ?? '') : '';
    return judgeSetting(tools, { proxy: /(?:^|;)https?=([^;]+)/iu.exec(servers)?.[1] ?? servers });
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('scutil', ['--proxy']);
    if (!/^<dictionary> \{/mu.test(stdout)) throw new ProbeFailure('parse', 'scutil');
    const of = (key: string) => new RegExp(`^\\s*${key} : (.+)$`, 'mu').exec(stdout)?.[1];
    if (of('ProxyAutoConfigEnable') === '1') return judgeSetting(tools, { script: of('ProxyAutoConfigURLString') ?? '' });
    const kind = ['HTTPS', 'HTTP', 'SOCKS'].find((each) => of(`${each}Enable`) === '1');
    if (kind !== undefined)
      return judgeSetting(tools, { proxy: `${of(`${kind}Proxy`)}:${of(`${kind}Port`) ?? ''}`.replace(/:$/u, '') });
    return judgeSetting(tools, { search: of('ProxyAutoDiscoveryEnable') === '1' });
  },
};

/** Whether a proxy that this computer is told to use is there. */
export const netProxy: Check = defineCheck({
  id: 'net.proxy',
  lane: 'network',
  privacy: 'P2',
  profiles: ['network'],
  reading,
  probes: { linux, windows, macos },
  judge({ kind, reachable }) {
    const evidence = [figure('kind', kind, 'text'), ...(reachable === null ? [] : [figure('reachable', reachable, 'yes-no')])];
    if (reachable === false) return { status: 'fail', evidence };
    return kind === 'none' ? { status: 'pass', evidence } : { status: 'info', text: 'used', evidence };
  },
  article: 'proxy',
});
