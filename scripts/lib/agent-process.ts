import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { alongsideBin } from './paths.ts';

/** The agent says how it stands within this time; otherwise the last word is that it is starting. */
const AGENT_SPEAKS_MS = 20_000;

export interface AgentProcess {
  readonly process: ChildProcess;
  /** Its own word: `online`, …; `starting` where it said none in time, `ended with CODE` (or with its signal) where it is gone. */
  readonly state: Promise<string>;
}

/** Starts `alongside agent` on this Node; what it says beside its state is passed on line by line. */
export function startAgentProcess(args: readonly string[], options: SpawnOptions, say: (line: string) => void): AgentProcess {
  const agent = spawn(process.execPath, [alongsideBin, 'agent', ...args], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  return { process: agent, state: agentState(agent, say) };
}

/** Waits for the agent's own line `Agent: STATE`. */
function agentState(agent: ChildProcess, say: (line: string) => void): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('starting'), AGENT_SPEAKS_MS);
    let rest = '';
    agent.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const state = /^Agent: (.+)$/u.exec(line)?.[1];
        if (state) {
          clearTimeout(timer);
          resolve(state);
        } else say(line);
      }
    });
    agent.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(`ended with ${code ?? signal}`);
    });
  });
}
