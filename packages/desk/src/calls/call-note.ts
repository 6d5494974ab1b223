import type { CallDirection } from '@alongside/protocol';

/** Whom a call is with, as far as one knows. */
export interface CallWith {
  readonly ticket: { readonly id: string; readonly number: number; readonly subject: string } | null;
  readonly device: { readonly id: string; readonly name: string } | null;
  readonly name: string;
  readonly phone: string;
}

/**
 * A call note while it is written.
 *
 *   none -> running -> ended -> none
 *     ^--------/
 */
export type CallNote =
  | { readonly state: 'none' }
  | {
      readonly state: 'running' | 'ended';
      readonly callId: string;
      readonly direction: CallDirection;
      readonly startedAt: number;
      readonly endedAt: number | null;
      readonly with: CallWith;
      readonly note: string;
    };

export type CallEvent =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly callId: string;
      readonly direction: CallDirection;
      readonly with: CallWith;
    }
  | { readonly type: 'known'; readonly with: CallWith }
  | { readonly type: 'written'; readonly note: string }
  | { readonly type: 'hung-up'; readonly at: number }
  /** Kept, or thrown away. */
  | { readonly type: 'done' };

export const NOBODY: CallWith = { ticket: null, device: null, name: '', phone: '' };

/** One step; what does not fit changes nothing. A call that runs is not lost to another key press. */
export function nextCallNote(note: CallNote, event: CallEvent): CallNote {
  if (note.state === 'none') {
    if (event.type !== 'started') return note;
    const { callId, direction, at } = event;
    return { state: 'running', callId, direction, startedAt: at, endedAt: null, with: event.with, note: '' };
  }
  switch (event.type) {
    case 'known':
      return { ...note, with: event.with };
    case 'written':
      return { ...note, note: event.note };
    case 'hung-up':
      return note.state === 'running' ? { ...note, state: 'ended', endedAt: Math.max(event.at, note.startedAt) } : note;
    case 'done':
      return { state: 'none' };
    case 'started':
      return note;
  }
}

/** How long it has lasted, or did. */
export function callMs(note: CallNote, now: number): number {
  return note.state === 'none' ? 0 : Math.max(0, (note.endedAt ?? now) - note.startedAt);
}
