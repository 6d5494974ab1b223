import { session } from '@alongside/protocol';
import type { AnyMessage } from '@alongside/rpc';
import type { AgentWorld } from '../fixtures/agent-world.ts';
import { frameOf, samplesOf } from './samples.ts';

/** What was done to the machine or taken from it. Nothing here may change but under a live, unfrozen grant. */
export function effects(world: AgentWorld): object {
  return {
    opened: world.input.opened,
    acts: [...world.input.acts],
    shells: world.shells.processes.length,
    written: world.shells.processes.map(({ written }) => [...written]),
    probes: world.probes.runs,
    actions: [...world.actions.runs, ...world.actions.fixes.acts.filter((act) => !act.startsWith('look'))],
    capturing: world.frame.capturing,
    watching: world.activity.watching,
  };
}

/** As `effects`, with what does no more than end, slow or draw something that is allowed. */
export function allEffects(world: AgentWorld): object {
  return {
    ...effects(world),
    rates: [...world.frame.rates],
    shells: world.shells.processes.map(({ size, ends, paused }) => ({ size: { ...size }, ends: [...ends], paused })),
  };
}

/** Whoever plays the technician. */
type Sender = Awaited<ReturnType<AgentWorld['joined']>>;

/** Samples of a message as they would work, were they allowed: with the numbers of this session instead of any. */
export class Aim {
  readonly #world: AgentWorld;
  readonly #sender: Sender;
  #batches = 0;
  #ids = 0;

  constructor(world: AgentWorld, sender: Sender) {
    this.#world = world;
    this.#sender = sender;
  }

  frames(message: AnyMessage, count = 4): string[] {
    const samples = message === session.inputBatch ? inputSamples() : samplesOf(message.params, count);
    return samples.map((sample) => {
      this.#ids += 1;
      return frameOf(message, this.#aimed(sample as Record<string, unknown>), 1_000_000 + this.#ids);
    });
  }

  /** Sends frames as they are, past everything that an honest technician's side checks. */
  send(...frames: readonly string[]): void {
    for (const frame of frames) this.#sender.link.transport.send(frame);
  }

  #aimed(sample: Record<string, unknown>): Record<string, unknown> {
    const shellId = this.#world.agent.session?.shells.open[0]?.shellId;
    const known: Record<string, () => unknown> = {
      shellId: () => shellId ?? sample.shellId,
      epoch: () => this.#sender.link.epoch,
      seq: () => this.#batches++,
      sentAt: () => this.#world.clock.monotonic(),
      // So that text is seen to arrive.
      data: () => 'id\r',
      cols: () => 123,
      rows: () => 45,
      // The one that was asked for: others are refused by their name, which is another test.
      action: () => this.#sender.action,
    };
    return Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, known[name]?.() ?? value]));
  }
}

/** A batch for each kind of input that the schema knows. */
function inputSamples(): readonly Record<string, unknown>[] {
  const kinds = new Map<string, unknown>();
  for (const sample of samplesOf(session.inputBatch.params, 200)) {
    for (const event of (sample as { events: { type: string; down?: boolean; code?: string }[] }).events) {
      if (!kinds.has(event.type)) kinds.set(event.type, { ...event, ...(event.down === undefined ? {} : { down: true }) });
    }
  }
  return [...kinds.values()].map((event) => ({ epoch: 0, seq: 0, sentAt: 0, events: [event] }));
}
