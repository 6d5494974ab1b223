/**
 * What stands in a frame between two ends that have proven themselves. A letter and numbers before the payload, not an
 * object around it: a key press would be escaped and parsed twice otherwise.
 *
 *   d<seq> <ack> <payload>          data, numbered from 1 over all epochs of a session
 *   a<ack>                          everything up to `ack` arrived
 *   r<received>                     the first frame of an epoch: the last data that arrived here
 *   b<sent> <ack> <echo> <held>     heartbeat: own monotonic time; the other's last one and how long it was held (-1 0: none)
 *   c<reason>                       closed on purpose
 */
export type LinkFrame =
  | { readonly type: 'data'; readonly seq: number; readonly ack: number; readonly payload: string }
  | { readonly type: 'ack'; readonly ack: number }
  | { readonly type: 'resume'; readonly received: number }
  | { readonly type: 'heartbeat'; readonly sentAt: number; readonly ack: number; readonly echo: number; readonly heldMs: number }
  | { readonly type: 'close'; readonly reason: string };

const MAX_REASON = 200;
const COUNT = /^(?:0|[1-9]\d{0,14})$/u;
const DATA = /^d([1-9]\d{0,14}) (0|[1-9]\d{0,14}) /u;
/** Tenths of a millisecond are finer than any clock here needs. */
const HEARTBEAT = /^b(\d{1,15}(?:\.\d)?) (\d{1,15}) (-1|\d{1,15}(?:\.\d)?) (\d{1,15}(?:\.\d)?)$/u;

const tenths = (ms: number) => String(Math.round(ms * 10) / 10);

export function writeFrame(frame: LinkFrame): string {
  switch (frame.type) {
    case 'data':
      return `d${frame.seq} ${frame.ack} ${frame.payload}`;
    case 'ack':
      return `a${frame.ack}`;
    case 'resume':
      return `r${frame.received}`;
    case 'heartbeat':
      return `b${tenths(frame.sentAt)} ${frame.ack} ${tenths(frame.echo)} ${tenths(frame.heldMs)}`;
    case 'close':
      return `c${frame.reason.slice(0, MAX_REASON)}`;
  }
}

/** Undefined where it is none of these. Never throws. */
export function readFrame(text: string): LinkFrame | undefined {
  switch (text[0]) {
    case 'd': {
      const head = DATA.exec(text.slice(0, 40));
      if (!head) return undefined;
      return { type: 'data', seq: Number(head[1]), ack: Number(head[2]), payload: text.slice(head[0].length) };
    }
    case 'a': {
      const ack = readCount(text);
      return ack === undefined ? undefined : { type: 'ack', ack };
    }
    case 'r': {
      const received = readCount(text);
      return received === undefined ? undefined : { type: 'resume', received };
    }
    case 'b': {
      const beat = text.length <= 80 ? HEARTBEAT.exec(text) : null;
      if (!beat) return undefined;
      return { type: 'heartbeat', sentAt: Number(beat[1]), ack: Number(beat[2]), echo: Number(beat[3]), heldMs: Number(beat[4]) };
    }
    case 'c':
      return text.length <= MAX_REASON + 1 ? { type: 'close', reason: text.slice(1) } : undefined;
    default:
      return undefined;
  }
}

function readCount(text: string): number | undefined {
  const digits = text.slice(1, 20);
  return text.length < 20 && COUNT.test(digits) ? Number(digits) : undefined;
}
