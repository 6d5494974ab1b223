import { randomId, systemRandom } from '@alongside/base';
import { deviceSocket, http } from '@alongside/protocol';
import { chromium } from '@playwright/test';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable } from '../../test/fixtures/reports.ts';
import { browserCookies, type DeviceClient, startTestServer, type TestServer } from '../../test/fixtures/server.ts';
import { TEST_BROWSER } from '../../test/fixtures/test-browser.ts';
import { consoleRoot } from '../lib/paths.ts';
import { enrolledBeside } from './enrolled-beside.ts';
import type { Metric } from './figures.ts';
import type { Part } from './measure-parts.ts';

const AGENTS = 1000;
const AT_ONCE = 20;
const LOOKS = 5;

export const FLEET_METRICS: readonly Omit<Metric, 'ours' | 'peers'>[] = [
  { name: 'fleet_upload_1000_s', unit: 's', better: 'lower' },
  { name: 'fleet_lost', unit: 'reports', better: 'lower' },
  { name: 'fleet_answer_ms', unit: 'ms', better: 'lower' },
  { name: 'fleet_page_ms', unit: 'ms', better: 'lower' },
];

/**
 * A thousand agents, connected to one server over real sockets, that all send a report at the same moment; then the fleet's
 * page in Chromium, from its address to its rows. The agents are of this process too, and share its processor.
 */
export async function measureFleet(): Promise<Part> {
  const server = await startTestServer({ consoleRoot });
  try {
    const agents = await connected(server);
    const random = systemRandom();
    const findings = { ...FULL_DISK, ...LONG_UP, ...ENOUGH_MEMORY };
    const reports = agents.map((agent) => ({ agent, report: sendable(reportOf(randomId(random), { findings })) }));
    const from = performance.now();
    const sent = await Promise.allSettled(
      reports.map(({ agent, report }) => agent.connection.call(deviceSocket.diagnosisSend, report, { timeoutMs: 120_000 })),
    );
    const seconds = (performance.now() - from) / 1000;
    const answers: number[] = [];
    let kept = 0;
    for (let look = 0; look < LOOKS; look += 1) {
      const asked = performance.now();
      await server.call(http.fleetFind, { as: server.admin, body: { filter: {} } });
      answers.push(performance.now() - asked);
      kept = (await server.call(http.fleet, { as: server.admin })).result.reported;
    }
    const refused = sent.filter(({ status }) => status === 'rejected').length;
    return {
      ours: {
        fleet_upload_1000_s: [seconds],
        fleet_lost: [Math.max(refused, AGENTS - kept)],
        fleet_answer_ms: answers,
        fleet_page_ms: await pageOpens(server),
      },
    };
  } finally {
    await server.close();
  }
}

async function connected(server: TestServer): Promise<readonly DeviceClient[]> {
  const known = await enrolledBeside(server.dataDir, AGENTS);
  const agents: DeviceClient[] = [];
  while (agents.length < known.length) {
    const next = known.slice(agents.length, agents.length + AT_ONCE);
    agents.push(...(await Promise.all(next.map((device) => server.openDevice(device)))));
  }
  return agents;
}

async function pageOpens(server: TestServer): Promise<readonly number[]> {
  const browser = await chromium.launch(TEST_BROWSER);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.context().addCookies(browserCookies(server.admin, server));
    const times: number[] = [];
    // The first one fills the browser's cache, as for everybody who comes back.
    for (let look = 0; look <= LOOKS; look += 1) {
      await page.goto('about:blank');
      const from = performance.now();
      await page.goto(`${server.address}/fleet`);
      await page.getByRole('link', { name: 'PC-0000' }).waitFor();
      if (look > 0) times.push(performance.now() - from);
    }
    return times;
  } finally {
    await browser.close();
  }
}
