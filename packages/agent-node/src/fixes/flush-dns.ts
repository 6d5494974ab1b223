import type { FixLook, FixResult } from '@alongside/agent-core';
import { AppError, type Event } from '@alongside/base';
import { ProbeFailure, type ProbeTools } from '@alongside/diagnostics';
import type { MachineFix } from './fix.ts';

const FLUSH = 'resolvectl flush-caches';

/** Lets systemd-resolved forget the addresses that it keeps. Nothing is lost: they are asked for anew. */
export class FlushDns implements MachineFix {
  readonly #run: ProbeTools['run'];

  constructor(run: ProbeTools['run']) {
    this.#run = run;
  }

  async look(): Promise<FixLook> {
    try {
      await this.#run('systemctl', ['is-active', '--quiet', 'systemd-resolved.service']);
    } catch (error) {
      throw new AppError('fix.unavailable', 'this computer keeps no addresses of its own', { cause: error });
    }
    const item = { key: 'all', name: 'systemd-resolved', detail: FLUSH, bytes: null, chosen: true };
    return { items: [item], more: false, undoable: [], commands: [] };
  }

  async apply(keys: readonly string[], _onCancel: Event<void>): Promise<FixResult> {
    if (!keys.includes('all')) return { done: 0, bytes: 0, left: [] };
    try {
      await this.#run('resolvectl', ['flush-caches']);
      return { done: 1, bytes: 0, left: [] };
    } catch (error) {
      const denied = error instanceof ProbeFailure && /denied|authentication|not authori/iu.test(error.message);
      return { done: 0, bytes: 0, left: [{ name: FLUSH, why: denied ? 'denied' : 'failed' }] };
    }
  }
}
