import type { Clock } from '@alongside/base';
import { exceedsBytes, type RequestMessage, readEnvelope } from '@alongside/rpc';
import type { WebSocket } from 'ws';

/** A hello is a secret of 43 characters in an envelope. */
const MAX_HELLO_BYTES = 1024;

export interface HelloOptions {
  readonly hello: RequestMessage<{ secret: string }, null>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** `answer` sends the result; nothing else may be sent before. */
  readonly handleHello: (secret: string, answer: () => void) => void;
  /** Runs once, when the first message came, the time is over or the socket closed. */
  readonly handleDone: () => void;
}

/** Waits for a page's first message. A socket whose first message is anything else is cut without a word. */
export function awaitHello(page: WebSocket, options: HelloOptions): void {
  const { hello } = options;
  const limit = options.clock.after(options.timeoutMs, () => page.terminate());
  const done = () => {
    limit.dispose();
    page.off('message', handleMessage);
    page.off('close', done);
    options.handleDone();
  };
  const handleMessage = (data: unknown, binary: boolean) => {
    done();
    const envelope = binary ? undefined : readEnvelopeOf(String(data));
    if (envelope === undefined || !('m' in envelope) || !('i' in envelope) || envelope.m !== hello.method)
      return page.terminate();
    const params = hello.params.safeParse(envelope.p);
    if (!params.success) return page.terminate();
    options.handleHello(params.data.secret, () => page.send(JSON.stringify({ i: envelope.i, r: null })));
  };
  page.on('message', handleMessage);
  page.on('close', done);
  // 'close' follows; without a listener the ws package would throw.
  page.on('error', () => page.terminate());
}

function readEnvelopeOf(frame: string): ReturnType<typeof readEnvelope> {
  return exceedsBytes(frame, MAX_HELLO_BYTES) ? undefined : readEnvelope(frame);
}
