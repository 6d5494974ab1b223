import type { Logger } from '@alongside/base';
import type { FreezeReason, GrantEndReason } from '@alongside/consent';
import type { Capability } from '@alongside/protocol';
import type { ActionDesk } from './action-desk.ts';
import type { InputControl } from './input-control.ts';
import type { SessionScreen } from './screen-control.ts';
import type { ShellControl } from './shell-control.ts';

interface Ways {
  readonly screen: SessionScreen;
  readonly input: InputControl;
  readonly shells: ShellControl;
  readonly actions: ActionDesk;
}

/** All ways by which a session reaches the machine, to be held still or cut together. */
export class MachineReach {
  readonly #ways: Ways;
  readonly #logger: Logger;

  constructor(ways: Ways, logger: Logger) {
    this.#ways = ways;
    this.#logger = logger;
  }

  /** At once, whatever one of them does. */
  cut(reason: GrantEndReason): Promise<unknown> {
    const { input, screen, actions, shells } = this.#ways;
    const quietly = (what: string, act: Promise<unknown>) =>
      act.catch((error: unknown) => this.#logger.error('an end failed', { what, error: String(error) }));
    return Promise.all([
      quietly('input', input.stop()),
      quietly('screen', screen.stop()),
      quietly('actions', actions.cut()),
      quietly(
        'shells',
        shells.endAll('kill', reason === 'link-lost' ? 'link-lost' : reason === 'expired' ? 'expired' : 'stopped'),
      ),
    ]);
  }

  /** What stands still while this is so. */
  freeze(frozen: ReadonlySet<FreezeReason>): void {
    const { input, screen, actions, shells } = this.#ways;
    const asked = frozen.has('dialog') || frozen.has('review') || actions.prompting;
    shells.setFrozen(asked || frozen.has('paused') || frozen.has('clock'));
    screen.setPaused(frozen.has('paused') || frozen.has('clock'), frozen.has('link-lost'));
    if (frozen.size > 0 || actions.prompting) void input.release();
  }

  /** Allowed, but not now. */
  isFrozen(capability: Capability, frozen: ReadonlySet<FreezeReason>): boolean {
    const reaches = capability === 'input.control' || capability === 'shell.run';
    return frozen.size > 0 || (reaches && this.#ways.actions.prompting);
  }

  dispose(): void {
    this.#ways.screen.dispose();
    this.#ways.input.dispose();
    this.#ways.actions.dispose();
  }
}
