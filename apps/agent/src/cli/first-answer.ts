import type { WebSocketServerLink } from '@alongside/agent-node';
import { AppError, type Clock } from '@alongside/base';

const LIMIT_MS = 5_000;

/** Opens the link, and tells how the server takes this computer. Throws `device.offline` where it says nothing in time; `safe` says what that means. */
export function firstAnswer(link: WebSocketServerLink, clock: Clock, safe: string): Promise<'online' | 'refused'> {
  return new Promise((resolve, reject) => {
    const away = () => reject(new AppError('device.offline', `the server does not answer; ${safe}`));
    const limit = clock.after(LIMIT_MS, away);
    link.onState(({ kind }) => {
      if (kind === 'connecting') return;
      limit.dispose();
      if (kind === 'away') away();
      else resolve(kind);
    });
    link.open();
  });
}
