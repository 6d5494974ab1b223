/** What was looked at. */
export type CheckedPart =
  | 'proxy'
  | 'name'
  | 'connection'
  | 'clock'
  | 'socket'
  | 'access'
  | 'addresses'
  | 'stun'
  | 'turn'
  | 'relay';

/** One line of what `alongside doctor` found. `code` and `facts` make its words; facts hold no secrets. */
export interface Finding {
  readonly part: CheckedPart;
  readonly status: 'ok' | 'warn' | 'fail';
  /** With the part a key of the catalogue: `doctor.PART.CODE`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export function finding(part: CheckedPart, status: Finding['status'], code: string, facts: Finding['facts'] = {}): Finding {
  return { part, status, code, facts };
}
