export { Agent, type AgentPorts } from './agent.ts';
export * from './ports/index.ts';
export { startAgent } from './start-agent.ts';
