import type { Agent } from '@alongside/agent-core';
import { type Clock, type Disposable, DisposableStore } from '@alongside/base';
import type { AgentView } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { AgentTray } from './agent-tray.ts';
import type { ElectronApi } from './electron-api.ts';
import type { OpenedPages } from './open-pages.ts';
import { ReplyTeller } from './reply-teller.ts';
import { planWindows } from './window-plan.ts';

/** Windows and tray follow changes at most this often, as the page's view does. */
const FOLLOW_GAP_MS = 30;
/** For an ended session's last frames to leave through the link page (as long as the core keeps the link). */
const LET_GO_MS = 2_500;

export interface FollowParts extends OpenedPages {
  readonly electron: Pick<ElectronApi, 'app' | 'createTray' | 'notify' | 'onResume'>;
  readonly agent: Agent;
  readonly platform: NodeJS.Platform;
  /** Of this program, begun anew to ask for a link. */
  readonly again: { readonly args: string[]; readonly execPath?: string };
  readonly t: TFunction;
  readonly clock: Clock;
}

/** Tray, windows and capture gate follow the agent, and what is done to them reaches it. */
export function followAgent({ electron, agent, pages, gate, platform, again, t, clock }: FollowParts): Disposable {
  const store = new DisposableStore();
  const tray = store.add(
    new AgentTray({
      createTray: electron.createTray,
      t,
      actions: {
        ask: () => pages.ask(),
        connect: () => {
          electron.app.relaunch(again);
          electron.app.quit();
        },
        show: () => pages.show(),
        stop: () => agent.stop('user-stopped'),
        quit: () => electron.app.quit(),
      },
      platform,
    }),
  );
  const teller = store.add(new ReplyTeller({ notify: electron.notify, t, clock, show: () => pages.show() }));
  // Whatever a page that was taken over may have kept of a screen ends with it.
  let lettingGo: Disposable | undefined;
  const letGo = () => {
    lettingGo = undefined;
    if (!gate.captured || isBusy(agent.view)) return;
    gate.forgetCapture();
    pages.resetLink();
  };
  store.defer(() => lettingGo?.dispose());
  const follow = () => {
    if (store.disposed) return;
    gate.handleConsent();
    const { view } = agent;
    tray.show(view);
    teller.follow(view);
    pages.apply(planWindows(view));
    if (gate.captured && !isBusy(view)) lettingGo ??= clock.after(LET_GO_MS, letGo);
  };
  let due: Disposable | undefined;
  store.add(
    agent.onChange(() => {
      // The gate at once, since it must close at once; the windows a moment later, together.
      gate.handleConsent();
      due ??= clock.after(FOLLOW_GAP_MS, () => {
        due = undefined;
        follow();
      });
    }),
  );
  store.defer(() => due?.dispose());
  store.add(pages.onStop(() => agent.stop('user-closed')));
  electron.app.on('second-instance', () => pages.show());
  electron.app.on('activate', () => pages.show());
  // The core finds a jump of the clock by itself within a second; what is shown must not be of before.
  electron.onResume(follow);
  follow();
  return store;
}

/** A session is there, or may begin any moment. */
function isBusy({ phase }: Pick<AgentView, 'phase'>): boolean {
  return phase.phase === 'session' || phase.phase === 'join';
}
