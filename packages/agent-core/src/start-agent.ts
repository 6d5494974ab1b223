import { type Disposable, DisposableStore } from '@alongside/base';
import { Agent, type AgentPorts } from './agent.ts';
import { FixDesk } from './fix-desk.ts';
import { HealthDesk } from './health-desk.ts';
import { HealthPageDesk } from './health-page-desk.ts';
import { PageDesk } from './page-desk.ts';

/**
 * A running agent with its pages attached. Disposing ends what is live and lets go of everything. Throws what the storage
 * throws; nothing goes on then.
 */
export async function startAgent(ports: AgentPorts): Promise<{ readonly agent: Agent } & Disposable> {
  const store = new DisposableStore();
  try {
    const agent = store.add(new Agent(ports));
    const health = store.add(new HealthDesk(ports));
    await health.load();
    await agent.start();
    store.add(new PageDesk(agent, ports));
    const fixes = store.add(new FixDesk({ ...ports, lastFinding: (check) => health.lastFinding(check) }));
    store.add(new HealthPageDesk({ ...ports, health, fixes }));
    return { agent, dispose: () => store.dispose() };
  } catch (error) {
    store.dispose();
    throw error;
  }
}
