import { type Disposable, DisposableStore } from '@alongside/base';
import type { Connection } from '@alongside/rpc';
import type { PageHost } from '../ports/index.ts';

/**
 * Calls `attach` for the shell page that is there and for each that follows, and without one when it has gone. What
 * `attach` puts into `own` goes with its page.
 */
export function onEachShell(pages: PageHost, attach: (page: Connection | undefined, own: DisposableStore) => void): Disposable {
  let own = new DisposableStore();
  const follow = (page: Connection | undefined) => {
    own.dispose();
    own = new DisposableStore();
    attach(page, own);
  };
  const following = pages.onShell(follow);
  follow(pages.shell);
  return {
    dispose: () => {
      own.dispose();
      following.dispose();
    },
  };
}
