export { Agent, type AgentPorts } from './agent.ts';
export { Guest, type GuestPorts } from './guest/guest.ts';
export type { GuestServerLink } from './guest/guest-request.ts';
export { keptLanguage } from './language-desk.ts';
export { PageDesk, type PageHand } from './page-desk.ts';
export * from './ports/index.ts';
export { ReportSender } from './report-sender.ts';
export { ReportShelf } from './report-shelf.ts';
export { startAgent } from './start-agent.ts';
