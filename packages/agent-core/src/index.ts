export { Agent, type AgentPorts } from './agent.ts';
export { keptLanguage } from './language-desk.ts';
export * from './ports/index.ts';
export { ReportSender } from './report-sender.ts';
export { ReportShelf } from './report-shelf.ts';
export { startAgent } from './start-agent.ts';
