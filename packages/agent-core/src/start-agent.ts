import { type Disposable, DisposableStore } from '@alongside/base';
import { Agent, type AgentPorts } from './agent.ts';
import { answerAgentPage } from './agent-page.ts';
import { OwnArticles } from './articles/own-articles.ts';
import { ServerTime } from './connections/server-time.ts';
import { Documents } from './documents/documents.ts';
import { CrashDesk } from './files/crash-desk.ts';
import { FileDesk } from './files/file-desk.ts';
import { FixDesk } from './health/fix-desk.ts';
import { HealthDesk } from './health/health-desk.ts';
import { ReportSender } from './health/report-sender.ts';
import { ReportShelf } from './health/report-shelf.ts';
import { ArticlePageDesk } from './pages/article-page-desk.ts';
import { FilePageDesk } from './pages/file-page-desk.ts';
import { HealthPageDesk } from './pages/health-page-desk.ts';
import { OwnPageDesk } from './pages/own-page-desk.ts';
import { PageDesk } from './pages/page-desk.ts';
import { ScanPageDesk } from './pages/scan-page-desk.ts';
import { ScanDesk } from './scans/scan-desk.ts';

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
    store.add(new PageDesk({ ...ports, hand: agent, more: (page, own) => answerAgentPage(agent, page, own) }));
    store.add(new OwnPageDesk({ ...ports, requests: agent.requests, news: agent.news }));
    const articles = store.add(new OwnArticles({ ...ports, documents: new Documents(ports.documents, ports.logger) }));
    await articles.start();
    store.add(new ArticlePageDesk({ ...ports, articles }));
    const files = new FileDesk({ ...ports, time: new ServerTime(ports) });
    store.add(new FilePageDesk({ ...ports, files, crashes: openCrashes(ports, agent, files) }));
    const fixes = store.add(new FixDesk({ ...ports, lastFinding: (check) => health.lastFinding(check) }));
    const sender = new ReportSender({ ...ports, shelf, liveRequestId: () => agent.requests.liveRequestId });
    store.add(new HealthPageDesk({ ...ports, health, fixes, sender }));
    const scans = store.add(openScans(ports, { agent, health, shelf }));
    await scans.start();
    store.add(agent.onChange(() => scans.wake()));
    store.add(new ScanPageDesk({ ...ports, scans }));
    return { agent, dispose: () => store.dispose() };
  } catch (error) {
    store.dispose();
    throw error;
  }
}

function openCrashes(ports: AgentPorts, agent: Agent, files: FileDesk): CrashDesk {
  return new CrashDesk({
    ...ports,
    files,
    time: new ServerTime(ports),
    documents: new Documents(ports.documents, ports.logger),
    language: () => agent.language.current,
    enter: async (requestId, { sha256, bytes, level, name }) => {
      const { session } = agent;
      if (!session || session.end || session.joined.requestId !== requestId) return;
      await session.enterSent({ sha256, bytes, level }, { name });
    },
  });
}

function openScans(ports: AgentPorts, desks: { agent: Agent; health: HealthDesk; shelf: ReportShelf }): ScanDesk {
  const { agent, health, shelf } = desks;
  return new ScanDesk({
    ...ports,
    language: () => agent.language.current,
    health,
    documents: new Documents(ports.documents, ports.logger),
    // What nobody at the machine started belongs to no request of theirs.
    sender: new ReportSender({ ...ports, shelf, liveRequestId: () => undefined }),
    organisation: () => {
      const name = agent.requests.organisation?.name;
      return name === undefined ? undefined : { name, key: ports.pinnedOrganisation };
    },
    file: () => ports.scanFile(),
    busy: () => agent.isBusy,
  });
}
