import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, worst } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

/** Of ours alone: other open ports say too much of what a machine is for. */
const WATCHED = [
  { port: 23, name: 'telnet', status: 'fail' },
  { port: 22, name: 'ssh', status: 'warn' },
  { port: 3389, name: 'remote desktop', status: 'warn' },
  { port: 5900, name: 'VNC', status: 'warn' },
  // Windows always listens there; its firewall decides.
  { port: 445, name: 'file sharing', status: 'info' },
] as const;

const reading = z.strictObject({ open: z.array(z.int().min(1).max(65_535)).max(16) });
type Reading = z.infer<typeof reading>;

const watched = (ports: readonly number[]): Reading => ({
  open: WATCHED.map(({ port }) => port).filter((port) => ports.includes(port)),
});

/** State 0A of /proc/net/tcp is LISTEN (include/net/tcp_states.h); addresses are words in the machine's byte order. */
const LISTENING = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /u;
const LOOPBACK = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/u;

const linux: Probe<Reading> = {
  async read(tools) {
    const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => tools.readText(path, 8 * 1024 * 1024)));
    if (tables[0] === undefined) throw new ProbeFailure('unsupported', '/proc/net/tcp');
    const lines = tables.flatMap((table = '') => table.trim().split('\n').slice(1));
    const ports = lines.flatMap((line) => {
      const [, address, port, state] = LISTENING.exec(line) ?? [];
      if (address === undefined || port === undefined) throw new ProbeFailure('parse', '/proc/net/tcp');
      return state === '0A' && !LOOPBACK.test(address) ? [Number.parseInt(port, 16)] : [];
    });
    return watched(ports);
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-NetTCPConnection -State Listen | Select-Object LocalAddress,LocalPort',
      z.object({ LocalAddress: z.string(), LocalPort: z.int() }),
    );
    return watched(rows.filter(({ LocalAddress }) => !/^(127\.|::1$)/u.test(LocalAddress)).map(({ LocalPort }) => LocalPort));
  },
};

/** `tcp4 0 0 *.22 *.* LISTEN`: the port after the last dot. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('netstat', ['-an', '-p', 'tcp']);
    if (!stdout.includes('Local Address')) throw new ProbeFailure('parse', 'netstat');
    const found = [...stdout.matchAll(/^tcp\S*\s+\d+\s+\d+\s+(\S+)\.(\d+)\s+\S+\s+LISTEN/gmu)];
    return watched(found.filter(([, address = '']) => !/^(127\.|::1$)/u.test(address)).map(([, , port]) => Number(port)));
  },
};

/** Doors into the machine that others on the network can knock at. */
export const secPorts: Check = defineCheck({
  id: 'sec.ports',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ open }) {
    const found = WATCHED.filter(({ port }) => open.includes(port));
    return {
      status: worst(found.map(({ status }) => status)),
      evidence: [
        figure('count', found.length, 'count'),
        ...found.map(({ port, name }) => figure('port', port, 'count', { subject: name })),
      ],
    };
  },
});
