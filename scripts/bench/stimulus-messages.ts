/** What the bench tells the stimulus, one at a time, and what it answers. Times are wall clock, ms. */
export type StimulusCommand =
  | { readonly do: 'raise' }
  | { readonly do: 'lower' }
  /** Changes the patch once, and says when it was drawn. */
  | { readonly do: 'flip' }
  /** Plays numbered frames; answers when it has ended. */
  | { readonly do: 'animate'; readonly framesPerSecond: number; readonly forMs: number }
  /** From now on each press of a button changes the patch. */
  | { readonly do: 'flip-on-press'; readonly on: boolean }
  /** Pointer and button events since the last time. */
  | { readonly do: 'events' };

export interface Flip {
  readonly on: boolean;
  readonly at: number;
}

export interface PointerSeen {
  readonly type: 'move' | 'press';
  readonly x: number;
  readonly y: number;
  readonly at: number;
}

export interface Answers {
  raise: null;
  lower: null;
  flip: Flip;
  animate: { readonly frames: number };
  'flip-on-press': null;
  events: readonly PointerSeen[];
}

/** Where things are on the screen of 1280 x 720, in its pixels. */
export const PATCH = { x: 40, y: 220, size: 200 } as const;
export const ANIMATION = { x: 400, y: 120, width: 640, height: 480 } as const;
/** The frame's number in the animation's upper left corner: eight squares, white for one, highest bit first. */
export const STRIP = { x: ANIMATION.x, y: ANIMATION.y, square: 32, bits: 8 } as const;
