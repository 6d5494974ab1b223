import { AppError, type Clock, type Logger, type RandomSource, randomId } from '@alongside/base';
import { type AnyMessage, Connection, type Contract, type RequestMessage, type Side, type Transport } from '@alongside/rpc';

/** For the proof, from the moment the socket is open. */
const PROVE_WITHIN_MS = 5000;
/** Frames without effect that a proven peer may send before it is taken for hostile. */
const MAX_DROPS = 100;

interface Options<P, R, Who> {
  readonly transport: Transport;
  readonly remote: Side;
  readonly contract: Contract;
  /** UTF-8 bytes; default: the connection's own. */
  readonly maxFrameBytes?: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomSource;
  /** Sends the challenge. */
  readonly challenge: (connection: Connection, nonce: string) => void;
  readonly proof: RequestMessage<P, R>;
  /** Throws where the proof is not good. */
  readonly prove: (params: P, nonce: string) => Promise<{ answer: R; who: Who }>;
  /** Adds the handlers; runs before the answer is sent, so that nothing that follows it is missed. */
  readonly ready: (connection: Connection, who: Who) => void;
  /** Told once the answer is on its way; news may follow at once, so that a client takes one message a turn. */
  readonly accepted: (connection: Connection, who: Who) => void;
  /** Asked for each further message once the proof was good; an error refuses it. */
  readonly refuse?: (message: AnyMessage) => AppError | undefined;
}

/**
 * The first seconds of a socket: a challenge goes out, and the only message that is read is the proof, once. Anything
 * else, a bad proof, or none in time ends the socket.
 */
export function challenged<P, R, Who>(options: Options<P, R, Who>): Connection {
  const { transport, clock, logger, random } = options;
  const nonce = randomId(random, 256);
  let stage: 'challenged' | 'proving' | 'proven' = 'challenged';
  let drops = 0;

  const connection = new Connection(transport, {
    local: 'server',
    remote: options.remote,
    contract: options.contract,
    ...(options.maxFrameBytes === undefined ? {} : { maxFrameBytes: options.maxFrameBytes }),
    clock,
    logger,
    gate: (message: AnyMessage) => {
      // A second proof is refused by its handler.
      if (message === options.proof && stage !== 'proving') return undefined;
      return stage === 'proven' ? options.refuse?.(message) : new AppError('auth.required', 'prove who you are first');
    },
  });
  // After the error was sent, so that the other end learns why.
  const end = (reason: string) => setImmediate(() => connection.close(reason));
  const timer = clock.after(PROVE_WITHIN_MS, () => {
    if (stage !== 'proven') connection.close('no proof in time');
  });
  connection.onClose(() => timer.dispose());
  connection.onDrop(({ reason }) => {
    drops += 1;
    if (stage !== 'proven' || drops > MAX_DROPS) end(`not allowed here (${reason})`);
  });
  connection.handle(options.proof, async (params) => {
    if (stage !== 'challenged') throw new AppError('auth.refused', 'proven already');
    stage = 'proving';
    try {
      const { answer, who } = await options.prove(params, nonce);
      if (!connection.open) throw new AppError('rpc.closed', 'gone meanwhile');
      stage = 'proven';
      timer.dispose();
      options.ready(connection, who);
      // In this turn still, after the answer was sent: what the peer does on reading it finds the peer in its place.
      setImmediate(() => {
        if (connection.open) options.accepted(connection, who);
      });
      return answer;
    } catch (error) {
      end('the proof was not good');
      throw error;
    }
  });
  options.challenge(connection, nonce);
  return connection;
}
