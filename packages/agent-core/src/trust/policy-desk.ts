import { Emitter, type Event } from '@alongside/base';
import { type HoursLeft, readRules } from '@alongside/consent';
import { isTimeZone, leftToday } from '@alongside/desk';
import { NO_RULES, type PolicyRules } from '@alongside/protocol';

/** The organisation's rules that are in force on this machine. */
export class PolicyDesk {
  readonly #changed = new Emitter<void>();
  #rules: PolicyRules = NO_RULES;

  readonly onChange: Event<void> = this.#changed.event;

  get rules(): PolicyRules {
    return this.#rules;
  }

  /** What the newest policy says whose signatures hold; undefined where there is none. */
  take(signed: unknown): void {
    this.#rules = readRules(signed);
    this.#changed.fire();
  }
}

/** Hours by the clocks of a place that this machine does not know are never open. */
export const hoursLeft: HoursLeft = (hours, at) => (isTimeZone(hours.timeZone) ? leftToday(hours, at) : 0);
