import { type Disposable, DisposableStore } from '@alongside/base';
import { Agent, type AgentPorts } from './agent.ts';
import { FixDesk } from './fix-desk.ts';
import { HealthDesk } from './health-desk.ts';
import { HealthPageDesk } from './health-page-desk.ts';
import { PageDesk } from './page-desk.ts';
import { ReportSender } from './report-sender.ts';
import { ReportShelf } from './report-shelf.ts';

/**
 * A running agent with its pages attached. Disposing ends what is live and lets go of everything. Throws what the storage
 * throws; nothing goes on then.
 */
export async function startAgent(ports: AgentPorts): Promise<{ readonly agent: Agent } & Disposable> {
  const store = new DisposableStore();
  try {
    const agent = store.add(new Agent(ports));
    const shelf = new ReportShelf(ports);
    const health = store.add(new HealthDesk({ ...ports, shelf }));
    await health.load();
    await agent.start();
    store.add(new PageDesk(agent, ports));
    const fixes = store.add(new FixDesk({ ...ports, lastFinding: (check) => health.lastFinding(check) }));
    const sender = new ReportSender({ ...ports, shelf, liveRequestId: () => agent.requests.liveRequestId });
    store.add(new HealthPageDesk({ ...ports, health, fixes, sender }));
    return { agent, dispose: () => store.dispose() };
  } catch (error) {
    store.dispose();
    throw error;
  }
}
