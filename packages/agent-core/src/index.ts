export { Agent, type AgentPorts } from './agent.ts';
export { Guest, type GuestPorts } from './guest/guest.ts';
export type { GuestServerLink } from './guest/guest-request.ts';
export { ReportSender } from './health/report-sender.ts';
export { ReportShelf } from './health/report-shelf.ts';
export { keptLanguage } from './pages/language-desk.ts';
export { PageDesk, type PageHand } from './pages/page-desk.ts';
export * from './ports/index.ts';
export { startAgent } from './start-agent.ts';
