import { AppError, type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import { canonical, type GrantEndReason } from '@alongside/consent';
import { type Capability, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { ProbePort } from '../ports/index.ts';
import type { InputControl } from './input-control.ts';
import type { LedgerDesk } from './ledger-desk.ts';
import type { ScreenControl } from './screen-control.ts';
import type { ShellControl } from './shell-control.ts';

/** A live grant, as those who act under it know it. */
export interface LiveGrant {
  readonly grantId: string;
  readonly capability: Capability;
}

export interface CapabilityParts {
  readonly connection: Connection;
  readonly ledger: LedgerDesk;
  readonly screen: ScreenControl;
  readonly input: InputControl;
  readonly shells: ShellControl;
  readonly probes: ProbePort;
  readonly sha256: (text: string) => string;
  /** The live grant for a capability, if there is one. */
  readonly grantOf: (capability: Capability) => LiveGrant | undefined;
  /** The source of the picture ended by itself, so its grant is over. */
  readonly screenEnded: () => void;
}

/** Readings of the machine at a time, each of them processes: one, and one that is being cancelled. */
const MAX_RUNS = 2;

/** How a grant's end is told of a shell that it carried. */
const SHELL_REASON = {
  'taken-back': 'taken-back',
  expired: 'expired',
  review: 'expired',
  'link-lost': 'link-lost',
  returned: 'closed',
} as const;

/** How a grant's end is told of the picture. */
const SCREEN_REASON = {
  'taken-back': 'taken-back',
  expired: 'expired',
  review: 'expired',
  returned: 'returned',
  'source-ended': 'browser-ended',
} as const;

/** What each capability does while its grant lives: begins, is used, ends. Consent is decided elsewhere. */
export class Capabilities implements Disposable {
  readonly #parts: CapabilityParts;
  readonly #store = new DisposableStore();
  readonly #used = new Emitter<Capability>();
  #runs = 0;

  /**
   * Something began or ceased to be in use between a grant's start and its end: its light changes. Not each act: who
   * points and types would pay for a state that is the same.
   */
  readonly onUsed: Event<Capability> = this.#used.event;

  constructor(parts: CapabilityParts) {
    this.#parts = parts;
    const { connection, screen, input, shells } = parts;
    this.#store.add(
      connection.on(session.inputBatch, (batch) => {
        input.handleBatch(batch);
      }),
    );
    this.#store.add(input.onRefused((refusal) => connection.notify(session.inputRefused, refusal)));
    this.#store.add(connection.on(session.screenWake, () => screen.wake()));
    this.#store.add(screen.onEnded(() => parts.screenEnded()));
    this.#store.add(screen.onResized((size) => this.#tellScreen(size)));
    this.#store.add(connection.handle(session.shellOpen, (size) => this.#openShell(size)));
    this.#store.add(connection.on(session.shellInput, ({ shellId, data }) => shells.write(shellId, data)));
    this.#store.add(connection.on(session.shellResize, ({ shellId, cols, rows }) => shells.resize(shellId, cols, rows)));
    this.#store.add(connection.on(session.shellAck, ({ shellId, received }) => shells.acknowledge(shellId, received)));
    this.#store.add(
      connection.handle(session.shellClose, async ({ shellId }) => {
        await shells.close(shellId);
        return null;
      }),
    );
    this.#store.add(shells.onOutput((output) => connection.notify(session.shellOutput, output)));
    this.#store.add(shells.onExited((exit) => this.#handleShellExit(exit)));
    this.#store.add(
      shells.onCommand(({ shellId, source, line }) => {
        if (line.trim() !== '') parts.ledger.enterLate('shell/command', { shellId, source }, { line });
      }),
    );
    this.#store.add(
      shells.onReport(({ shellId, units, hash, salt }) =>
        parts.ledger.enterLate('shell/output', { shellId, units, hash }, { salt }),
      ),
    );
    this.#store.add(connection.handle(session.diagnosticsRun, ({ runId }, call) => this.#diagnose(runId, call.onCancel)));
  }

  /** Whether a capability is doing something this moment. */
  inUse(capability: Capability): boolean {
    switch (capability) {
      case 'screen.view':
        return this.#parts.screen.running;
      case 'shell.run':
        return this.#parts.shells.open.length > 0;
      case 'diagnostics.read':
        return this.#runs > 0;
      case 'input.control':
        return this.#parts.input.device !== undefined;
    }
  }

  /** Opens what a fresh grant allows; a throw means that the grant must not start. */
  async begin({ capability, grantId }: LiveGrant): Promise<void> {
    const { screen, input, ledger, connection } = this.#parts;
    if (capability === 'screen.view') {
      const chosen = await screen.start();
      await ledger.enter('screen/started', { grantId, width: chosen.width, height: chosen.height }, { label: chosen.label });
      connection.notify(session.screenStarted, { grantId, ...chosen });
    }
    if (capability === 'input.control') {
      const device = await input.start();
      await ledger.enter('input/started', { grantId });
      connection.notify(session.inputState, { locks: await device.locks(), userComesFirst: device.userComesFirst });
    }
  }

  /** Cuts what a grant carried, at once; then says so. The returned promise is for those who wait for the last process. */
  async end({ capability, grantId }: LiveGrant, reason: GrantEndReason): Promise<void> {
    const { screen, input, shells, ledger, connection } = this.#parts;
    switch (capability) {
      case 'screen.view': {
        const wasRunning = screen.running || reason === 'source-ended';
        await screen.stop();
        if (!wasRunning) return;
        ledger.enterLate('screen/stopped', { grantId, reason });
        return connection.notify(session.screenStopped, {
          reason: reason in SCREEN_REASON ? SCREEN_REASON[reason as keyof typeof SCREEN_REASON] : 'stopped',
        });
      }
      case 'input.control': {
        const wasOpen = input.device !== undefined;
        await input.stop();
        if (wasOpen) ledger.enterLate('input/stopped', { grantId, reason });
        return;
      }
      case 'shell.run':
        return shells.endAll(
          reason === 'expired' || reason === 'returned' || reason === 'review' ? 'hangup' : 'kill',
          reason in SHELL_REASON ? SHELL_REASON[reason as keyof typeof SHELL_REASON] : 'stopped',
        );
      case 'diagnostics.read':
        return;
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #tellScreen(size: { width: number; height: number; label: string }): void {
    const grant = this.#parts.grantOf('screen.view');
    if (grant) this.#parts.connection.notify(session.screenStarted, { grantId: grant.grantId, ...size });
  }

  async #openShell(size: { cols: number; rows: number }) {
    const grant = this.#grant('shell.run');
    const opened = await this.#parts.shells.openShell(size);
    try {
      await this.#parts.ledger.enter('shell/opened', {
        shellId: opened.shellId,
        grantId: grant.grantId,
        shell: opened.shell.slice(0, 40),
        commandsReported: opened.commandsReported,
        mayOutlive: opened.mayOutlive,
      });
    } catch (error) {
      // Nothing was typed yet; without its entry it must not be used.
      await this.#parts.shells.close(opened.shellId);
      throw error;
    }
    this.#used.fire('shell.run');
    return opened;
  }

  #handleShellExit(exit: Parameters<Parameters<ShellControl['onExited']>[0]>[0]): void {
    const { shellId, exitCode, signal, reason, survivors } = exit;
    this.#parts.ledger.enterLate(
      'shell/closed',
      { shellId, exitCode, signal, reason, survivorCount: survivors.length },
      { survivors: survivors.join('\n') },
    );
    this.#parts.connection.notify(session.shellExited, exit);
    this.#used.fire('shell.run');
  }

  async #diagnose(runId: string, onCancel: Event<void>) {
    this.#grant('diagnostics.read');
    if (this.#runs >= MAX_RUNS) throw new AppError('request.rate-limited', 'the machine is being read already');
    this.#runs += 1;
    this.#used.fire('diagnostics.read');
    try {
      const report = await this.#parts.probes.run({
        onCancel,
        onProgress: (progress) => this.#parts.connection.notify(session.diagnosticsProgress, { runId, ...progress }),
      });
      // The grant may have ended while the machine was read: then nothing of it leaves.
      this.#grant('diagnostics.read');
      await this.#parts.ledger.enter('diagnostics/read', { runId, hash: this.#parts.sha256(canonical(report)) });
      return report;
    } finally {
      this.#runs -= 1;
      this.#used.fire('diagnostics.read');
    }
  }

  #grant(capability: Capability): LiveGrant {
    const grant = this.#parts.grantOf(capability);
    if (!grant) throw new AppError('consent.missing', `${capability} is not allowed any more`);
    return grant;
  }
}
