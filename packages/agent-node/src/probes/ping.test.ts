import { ProbeFailure } from '@alongside/diagnostics';
import { recordedTools } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { pingHost } from './ping.ts';

const IPUTILS = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.046 ms
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.061 ms (DUP!)
From 192.0.2.9 icmp_seq=2 Destination Host Unreachable
64 bytes from 192.0.2.1: icmp_seq=4 ttl=64 time=12.5 ms

--- 192.0.2.1 ping statistics ---
4 packets transmitted, 2 received, +1 duplicates, +1 errors, 50% packet loss, time 602ms
rtt min/avg/max/mdev = 0.046/6.273/12.500/6.227 ms
`;
const BUSYBOX = `PING 192.0.2.1 (192.0.2.1): 56 data bytes
64 bytes from 192.0.2.1: seq=0 ttl=64 time=0.117 ms

--- 192.0.2.1 ping statistics ---
4 packets transmitted, 1 packets received, 75% packet loss
`;
const MACOS = `PING 192.0.2.1 (192.0.2.1): 56 data bytes
64 bytes from 192.0.2.1: icmp_seq=0 ttl=64 time=2.403 ms
Request timeout for icmp_seq 1
64 bytes from 192.0.2.1: icmp_seq=2 ttl=64 time=3.1 ms
64 bytes from 192.0.2.1: icmp_seq=3 ttl=64 time=2 ms

--- 192.0.2.1 ping statistics ---
4 packets transmitted, 3 packets received, 25.0% packet loss
round-trip min/avg/max/stddev = 2.000/2.501/3.100/0.400 ms
`;
const LINUX_LINE = 'ping -n -c 4 -i 0.2 -W 1 192.0.2.1';
const MACOS_LINE = 'ping -n -c 4 -i 0.2 -W 1000 192.0.2.1';
const ASKED = { host: '192.0.2.1', count: 4, limitMs: 8000 };

describe('ping', () => {
  it.each([
    ['linux', { commands: { [LINUX_LINE]: { stdout: IPUTILS } } }, [0.046, undefined, undefined, 12.5]],
    // As it ends where answers are missing.
    ['linux', { commands: { [LINUX_LINE]: { stdout: IPUTILS, exitCode: 1 } } }, [0.046, undefined, undefined, 12.5]],
    ['linux', { commands: { [LINUX_LINE]: BUSYBOX } }, [0.117, undefined, undefined, undefined]],
    ['macos', { commands: { [MACOS_LINE]: { stdout: MACOS } } }, [2.403, undefined, 3.1, 2]],
    ['windows', { powershell: { "Send('192.0.2.1'": '3\r\nlost\r\n0\r\n1\r\n' } }, [3, undefined, 0, 1]],
  ] as const)('on %s tells round trips and what was lost', async (system, recording, trips) => {
    expect(await pingHost(recordedTools({ system, ...recording }), ASKED)).toEqual(trips);
  });

  it('waits less between two as root', async () => {
    const commands = { [LINUX_LINE.replace('0.2', '0.05')]: IPUTILS };
    expect(await pingHost(recordedTools({ system: 'linux', elevated: true, commands }), ASKED)).toHaveLength(4);
  });

  it.each([
    ['linux', { commands: { [LINUX_LINE]: 'ping: socket: what?' } }],
    ['macos', { commands: { [MACOS_LINE]: '' } }],
    ['windows', { powershell: { "Send('192.0.2.1'": 'three\r\n' } }],
  ] as const)('on %s that talks nonsense is not understood', async (system, recording) => {
    const read = pingHost(recordedTools({ system, ...recording }), ASKED);
    await expect(read).rejects.toMatchObject({ reason: 'parse' });
  });

  it('is unsupported without a program, and gives none of it another argument', async () => {
    await expect(pingHost(recordedTools({ system: 'linux' }), ASKED)).rejects.toMatchObject({ reason: 'unsupported' });
    for (const host of ['-f', "1';calc'", 'a b', '']) {
      await expect(pingHost(recordedTools({ system: 'linux' }), { ...ASKED, host })).rejects.toEqual(
        new ProbeFailure('failed', 'no host to ping'),
      );
    }
  });
});
