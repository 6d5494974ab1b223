import type { Agent } from '@alongside/agent-core';

/** A farewell crosses two sockets and the link; the machine itself was cut off before. */
const FAREWELL_MS = 400;
const LIMIT_MS = 1_000;

/** Stops a live session at once, then gives its ledger and its farewells a moment. Resolves within a second. */
export async function endSession(agent: Agent): Promise<void> {
  const { session } = agent;
  if (!session || session.end) return;
  const limit = wait(LIMIT_MS);
  const ended = new Promise<void>((resolve) => {
    session.onEnded(() => resolve());
  });
  agent.session?.stop('user-closed');
  await Promise.race([ended.then(() => wait(FAREWELL_MS)), limit]);
}

function wait(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
