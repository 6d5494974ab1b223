import { AppError, type Clock, type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import { canonical, type GrantEndReason } from '@alongside/consent';
import { redactReport } from '@alongside/diagnostics';
import { type Capability, type PrivacyLevel, session } from '@alongside/protocol';
import type { CallContext, Connection } from '@alongside/rpc';
import type { z } from 'zod';
import type { CapturedScreen } from '../connections/link-frame.ts';
import type { IdentitiesPort, ProbePort } from '../ports/index.ts';
import type { ActionDesk } from './action-desk.ts';
import type { InputControl } from './input-control.ts';
import type { LedgerDesk } from './ledger-desk.ts';
import { mustBeOffered } from './offers.ts';
import type { SessionScreen } from './screen-control.ts';
import type { ShellControl } from './shell-control.ts';

/** A live grant, as those who act under it know it. */
export interface LiveGrant {
  readonly grantId: string;
  readonly capability: Capability;
}

export interface CapabilityParts {
  /** Only these have handlers. */
  readonly offers: readonly Capability[];
  readonly connection: Connection;
  readonly ledger: LedgerDesk;
  readonly screen: SessionScreen;
  readonly input: InputControl;
  readonly shells: ShellControl;
  readonly actions: ActionDesk;
  readonly probes: ProbePort;
  readonly identities: IdentitiesPort;
  readonly sha256: (text: string) => string;
  /** The live grant for a capability, if there is one. */
  readonly grantOf: (capability: Capability) => LiveGrant | undefined;
  /** What the gate says this moment. */
  readonly mayAct: (capability: Capability) => AppError | undefined;
  /** The user wants nothing to leave now; other than where they are only asked something. */
  readonly isPaused: () => boolean;
  /** The source of the picture ended by itself, so its grant is over. */
  readonly screenEnded: () => void;
  /** A shell or a command could not be entered: commands end. */
  readonly notRecorded: () => void;
  readonly clock: Clock;
}

type RunParams = z.infer<typeof session.diagnosticsRun.params>;

/** Readings of the machine at a time, each of them processes: one, and one that is being cancelled. */
const MAX_RUNS = 2;

/** A report that is ready waits so long for an answer of the user's. */
const HELD_MS = 15 * 60_000;

/** What a yes to the diagnosis covers: all but content. */
const SESSION_LEVELS: readonly PrivacyLevel[] = ['P0', 'P1', 'P2'];

/** More lines in one second are counted, not entered one by one; the hash of the output covers them. */
const COMMANDS_A_SECOND = 20;

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
  /** What was really opened, by its grant: its end is entered once. */
  readonly #begun = new Set<string>();
  /** Running readings of the machine: each is cancelled when its grant ends. */
  readonly #readings = new Set<Emitter<void>>();
  readonly #freezeChanged = new Emitter<void>();
  #commandsSince = 0;
  #commands = 0;
  /** By shell: how many were counted and not entered yet. */
  readonly #commandsLeftOut = new Map<string, number>();

  /**
   * Something began or ceased to be in use between a grant's start and its end: its light changes. Not each act: who
   * points and types would pay for a state that is the same.
   */
  readonly onUsed: Event<Capability> = this.#used.event;

  constructor(parts: CapabilityParts) {
    this.#parts = parts;
    const handlers: Record<Capability, () => void> = {
      'screen.view': () => this.#handleScreen(),
      'input.control': () => this.#handleInput(),
      'shell.run': () => this.#handleShells(),
      'diagnostics.read': () => this.#handleDiagnostics(),
      'actions.run': () => this.#handleActions(),
    };
    for (const offered of parts.offers) handlers[offered]();
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
      case 'actions.run':
        return this.#parts.actions.inUse;
      case 'input.control':
        return this.#parts.input.device !== undefined;
    }
  }

  /** Opens what a fresh grant allows; a throw means that the grant must not start. */
  async begin({ capability, grantId }: LiveGrant): Promise<void> {
    const { screen, input, actions, ledger, connection, offers } = this.#parts;
    mustBeOffered(offers, capability);
    if (capability === 'actions.run') actions.handleAllowed(grantId);
    if (capability === 'screen.view') {
      const chosen = await screen.start();
      this.#begun.add(grantId);
      await ledger.enter('screen/started', { grantId, width: chosen.width, height: chosen.height }, { label: chosen.label });
      // All may have ended while it was entered: then nothing of what was chosen is told.
      if (screen.running) this.#tellScreen(grantId, chosen);
    }
    if (capability === 'input.control') {
      const device = await input.start();
      this.#begun.add(grantId);
      await ledger.enter('input/started', { grantId });
      connection.notify(session.inputState, { locks: await device.locks(), userComesFirst: device.userComesFirst });
    }
  }

  /** Cuts what a grant carried, at once; then says so. The returned promise is for those who wait for the last process. */
  async end({ capability, grantId }: LiveGrant, reason: GrantEndReason): Promise<void> {
    const { screen, input, shells, actions, ledger, connection } = this.#parts;
    switch (capability) {
      case 'screen.view': {
        const begun = this.#begun.delete(grantId);
        await screen.stop();
        if (!begun) return;
        ledger.enterLate('screen/stopped', { grantId, reason });
        return connection.notify(session.screenStopped, {
          reason: reason in SCREEN_REASON ? SCREEN_REASON[reason as keyof typeof SCREEN_REASON] : 'stopped',
        });
      }
      case 'input.control': {
        const begun = this.#begun.delete(grantId);
        await input.stop();
        if (begun) ledger.enterLate('input/stopped', { grantId, reason });
        return;
      }
      case 'shell.run':
        return shells.endAll(
          reason === 'expired' || reason === 'returned' || reason === 'review' ? 'hangup' : 'kill',
          reason in SHELL_REASON ? SHELL_REASON[reason as keyof typeof SHELL_REASON] : 'stopped',
        );
      case 'diagnostics.read':
        for (const reading of this.#readings) reading.fire();
        return;
      case 'actions.run':
        return actions.cut();
    }
  }

  /** Whether what a grant opened is still there; a screen's source can go by itself. */
  isOpen({ capability }: LiveGrant): boolean {
    return capability !== 'screen.view' || this.#parts.screen.running;
  }

  /**
   * The link is back: what is still shown is told anew. The technician's side may hold it for over, since its clock went on
   * while this machine slept.
   */
  tellAgain(): void {
    const { size } = this.#parts.screen;
    if (size) this.#tellScreenAgain(size);
  }

  /** What is allowed waits now, or does no more. */
  handleFreeze(): void {
    this.#freezeChanged.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handleScreen(): void {
    const { connection, screen, screenEnded } = this.#parts;
    this.#store.add(connection.on(session.screenWake, () => screen.wake()));
    this.#store.add(screen.onEnded(() => screenEnded()));
    this.#store.add(screen.onResized((size) => this.#tellScreenAgain(size)));
  }

  #handleInput(): void {
    const { connection, input } = this.#parts;
    this.#store.add(connection.on(session.inputBatch, (batch) => input.handleBatch(batch)));
    this.#store.add(input.onRefused((refusal) => connection.notify(session.inputRefused, refusal)));
  }

  #handleShells(): void {
    const { connection, shells, ledger } = this.#parts;
    this.#store.add(connection.handle(session.shellOpen, (size, call) => this.#openShell(size, call)));
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
        if (line.trim() !== '') this.#enterCommand(shellId, source, line);
      }),
    );
    this.#store.add(
      shells.onReport(({ shellId, units, hash, salt }) => ledger.enterLate('shell/output', { shellId, units, hash }, { salt })),
    );
  }

  #handleDiagnostics(): void {
    const { connection } = this.#parts;
    this.#store.add(connection.handle(session.diagnosticsRun, (wanted, call) => this.#diagnose(wanted, call.onCancel)));
  }

  #handleActions(): void {
    const { connection, actions } = this.#parts;
    this.#store.add(connection.handle(session.actionRun, ({ runId, action }, call) => actions.run(runId, action, call.onCancel)));
    this.#store.add(actions.onChange(() => this.#used.fire('actions.run')));
  }

  #tellScreenAgain(screen: CapturedScreen): void {
    const grant = this.#parts.grantOf('screen.view');
    if (grant) this.#tellScreen(grant.grantId, screen);
  }

  #tellScreen(grantId: string, { width, height, label }: CapturedScreen): void {
    this.#parts.connection.notify(session.screenStarted, { grantId, width, height, label });
  }

  async #openShell(size: { cols: number; rows: number }, call: CallContext) {
    const grant = this.#grant('shell.run');
    this.#parts.ledger.mustHaveRoom();
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
      // Nothing was typed yet; without its entry it must not be used, and no other be opened.
      this.#parts.notRecorded();
      throw error;
    }
    this.#used.fire('shell.run');
    // Asked before a loss and given up during it: nobody would ever close it.
    if (call.cancelled()) {
      await this.#parts.shells.close(opened.shellId);
      throw new AppError('request.cancelled', 'who asked for the shell has given up');
    }
    return opened;
  }

  /**
   * Before the record is full, and no faster than anybody types: a program that reads what is typed makes a line of each
   * of its inputs. What cannot be recorded may not go on.
   */
  #enterCommand(shellId: string, source: 'reported' | 'shown', line: string): void {
    const now = this.#parts.clock.monotonic();
    if (now - this.#commandsSince >= 1_000) {
      this.#commandsSince = now;
      this.#commands = 0;
    }
    this.#commands += 1;
    const left = this.#commandsLeftOut.get(shellId) ?? 0;
    if (this.#commands > COMMANDS_A_SECOND) return void this.#commandsLeftOut.set(shellId, left + 1);
    if (left > 0) this.#record(shellId, 'shown', leftOut(left));
    this.#commandsLeftOut.delete(shellId);
    this.#record(shellId, source, line);
  }

  #record(shellId: string, source: 'reported' | 'shown', line: string): void {
    this.#parts.ledger.enter('shell/command', { shellId, source }, { line }).catch(() => this.#parts.notRecorded());
  }

  #handleShellExit(exit: Parameters<Parameters<ShellControl['onExited']>[0]>[0]): void {
    const { shellId, exitCode, signal, reason, survivors } = exit;
    const left = this.#commandsLeftOut.get(shellId);
    this.#commandsLeftOut.delete(shellId);
    // No later line will tell of these.
    if (left !== undefined) this.#parts.ledger.enterLate('shell/command', { shellId, source: 'shown' }, { line: leftOut(left) });
    this.#parts.ledger.enterLate(
      'shell/closed',
      { shellId, exitCode, signal, reason, survivorCount: survivors.length },
      { survivors: survivors.join('\n') },
    );
    this.#parts.connection.notify(session.shellExited, exit);
    this.#used.fire('shell.run');
  }

  async #diagnose({ runId, profile, checks }: RunParams, onCancel: Event<void>) {
    const { grantId } = this.#grant('diagnostics.read');
    const refused = () =>
      this.#parts.grantOf('diagnostics.read')?.grantId === grantId
        ? this.#parts.mayAct('diagnostics.read')
        : new AppError('consent.withdrawn', 'the diagnosis was taken back while it ran');
    const whyNot = () => (givenUp ? new AppError('request.cancelled', 'who asked for the report has given up') : refused());
    if (this.#runs >= MAX_RUNS) throw new AppError('request.rate-limited', 'the machine is being read already');
    this.#runs += 1;
    this.#used.fire('diagnostics.read');
    const cancel = new Emitter<void>();
    let givenUp = false;
    const asked = onCancel(() => {
      givenUp = true;
      cancel.fire();
    });
    this.#readings.add(cancel);
    try {
      const found = await this.#parts.probes.run({
        profile,
        ...(checks === undefined ? {} : { only: checks }),
        levels: SESSION_LEVELS,
        basis: 'session',
        onCancel: cancel.event,
        onProgress: (progress) => {
          if (!refused()) this.#parts.connection.notify(session.diagnosticsProgress, { runId, ...progress });
        },
      });
      const report = redactReport(found, this.#parts.identities.read());
      const hash = this.#parts.sha256(canonical(report));
      await this.#mayLeave(whyNot, cancel.event);
      await this.#parts.ledger.enter('diagnostics/read', { runId, hash });
      await this.#mayLeave(whyNot, cancel.event);
      return report;
    } finally {
      asked.dispose();
      this.#readings.delete(cancel);
      this.#runs -= 1;
      this.#used.fire('diagnostics.read');
    }
  }

  /**
   * What was read leaves once the user has answered what they are asked: it need not be read again for that. Where they paused,
   * or the grant ended meanwhile, nothing of it leaves, not under a later one either. Throws why not.
   */
  async #mayLeave(whyNot: () => AppError | undefined, onCancel: Event<void>): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.monotonic() + HELD_MS;
    for (let error = whyNot(); error; error = whyNot()) {
      if (error.code !== 'consent.frozen' || this.#parts.isPaused() || clock.monotonic() >= until) throw error;
      const waits = new DisposableStore();
      await new Promise<void>((resolve) => {
        waits.add(this.#freezeChanged.event(resolve));
        waits.add(onCancel(resolve));
        waits.add(clock.after(until - clock.monotonic(), resolve));
      });
      waits.dispose();
    }
  }

  #grant(capability: Capability): LiveGrant {
    const grant = this.#parts.grantOf(capability);
    if (!grant) throw new AppError('consent.missing', `${capability} is not allowed any more`);
    return grant;
  }
}

/** Stands for lines that came too fast to be entered. */
function leftOut(lines: number): string {
  return `… ${lines}`;
}
