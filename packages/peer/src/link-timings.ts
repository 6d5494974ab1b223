/** When a link acts on time, milliseconds. Tests may shorten them; hosts use `LINK_TIMINGS`. */
export interface LinkTimings {
  /** Until a first link is proven, and until an answered attempt of a rebuild is. simple-peer has no time-out of its own (link.md e). */
  readonly connectMs: number;
  /** Until an attempt of a rebuild that nobody answered is given up: its offer was lost with the network. */
  readonly unansweredMs: number;
  readonly heartbeatMs: number;
  /** Silence after which input is frozen and the picture grey. */
  readonly silentMs: number;
  /** Silence after which the link is rebuilt; WebRTC itself notices after 6 to 17 s (link.md i). */
  readonly rebuildMs: number;
  /** Silence after which screen, input and shell end. */
  readonly longLossMs: number;
  /** Silence after which the session ends. */
  readonly giveUpMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long a closed link is kept for its last frames to leave. */
  readonly lingerMs: number;
}

/** As DESIGN 4, "Life of a session", has them. */
export const LINK_TIMINGS: LinkTimings = {
  connectMs: 8_000,
  unansweredMs: 3_000,
  heartbeatMs: 1_000,
  silentMs: 2_000,
  rebuildMs: 3_500,
  longLossMs: 60_000,
  giveUpMs: 300_000,
  firstRetryMs: 250,
  longestRetryMs: 5_000,
  lingerMs: 500,
};
