import { AppError } from '@alongside/base';
import type { SessionPorts } from '../session/joined.ts';

type Machine = Pick<SessionPorts, 'input' | 'activity' | 'shells' | 'probes' | 'identities' | 'actions'>;

function none(): never {
  throw new AppError('consent.not-offered', 'a page in a browser has no machine to do this with');
}

/**
 * The machine's ports where there is no machine: a page can reach none of it, and nothing here tries. They are behind a
 * session that knows no message for them, so that this is the last of three walls.
 */
export const NO_MACHINE: Machine = {
  input: { unavailable: 'a page in a browser', userComesFirst: false, open: async () => none() },
  activity: { watch: async () => ({ dispose: () => undefined }) },
  shells: { unavailable: 'a page in a browser', mayOutlive: false, open: async () => none() },
  probes: { run: async () => none() },
  identities: { read: none },
  actions: {
    scanner: { look: async () => none(), scan: async () => none() },
    updates: { look: async () => none(), list: async () => none(), install: async () => none() },
    fixes: { look: async () => none(), apply: async () => none(), undo: async () => none() },
  },
};
