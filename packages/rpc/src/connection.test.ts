import { AppError, silentLogger } from '@alongside/base';
import { FakeClock, type LinkedTransport, linkedTransports, Recorder, settle } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Connection, type ConnectionOptions, contract, type Drop, notification, request } from './index.ts';

const add = request('sum/add', {
  from: 'technician',
  params: z.strictObject({ a: z.number(), b: z.number() }),
  result: z.number(),
});
const guarded = request('door/open', { from: 'technician', needs: 'door', params: z.strictObject({}), result: z.null() });
const told = notification('news/told', { from: 'either', maxBytes: 200, params: z.strictObject({ text: z.string().max(100) }) });
const ours = notification('agent/only', { from: 'agent', params: z.strictObject({}) });
const known = contract({ add, guarded, told, ours });

interface Pair {
  agent: Connection;
  technician: Connection;
  /** The technician's raw end of the pipe, for frames that no connection would send. */
  raw: LinkedTransport;
  clock: FakeClock;
  drops: Recorder<Drop>;
}

function pair(options: Partial<ConnectionOptions> = {}): Pair {
  const [one, two] = linkedTransports();
  const clock = new FakeClock();
  const shared = { contract: known, clock, logger: silentLogger };
  const agent = new Connection(one, { ...shared, local: 'agent', remote: 'technician', ...options });
  const technician = new Connection(two, { ...shared, local: 'technician', remote: 'agent' });
  return { agent, technician, raw: two, clock, drops: new Recorder(agent.onDrop) };
}

describe('a connection', () => {
  test('answers requests with typed results', async () => {
    const { agent, technician } = pair();
    agent.handle(add, ({ a, b }) => a + b);
    await expect(technician.call(add, { a: 2, b: 3 })).resolves.toBe(5);
  });

  test('carries an AppError with its code and data, and hides what was not foreseen', async () => {
    const { agent, technician } = pair();
    agent.handle(add, ({ a }) => {
      if (a === 1) throw new AppError('ticket.wrong-state', 'not now', { context: { state: 'done' } });
      throw new Error('secret path /home/x');
    });
    const foreseen = await technician.call(add, { a: 1, b: 0 }).catch((error: AppError) => error);
    expect(foreseen).toMatchObject({ code: 'ticket.wrong-state', message: 'not now', context: { state: 'done' } });
    const unforeseen = await technician.call(add, { a: 2, b: 0 }).catch((error: AppError) => error);
    expect(unforeseen).toMatchObject({ code: 'internal' });
    expect((unforeseen as AppError).message).not.toContain('secret');
  });

  test('gives up after the time-out and tells the other side', async () => {
    const { agent, technician, clock } = pair();
    const cancelled = new Recorder<string>((listener) =>
      agent.handle(add, (_params, context) => {
        context.onCancel(() => listener('cancelled'));
        return new Promise(() => undefined);
      }),
    );
    const call = technician.call(add, { a: 1, b: 1 }, { timeoutMs: 500 }).catch((error: AppError) => error.code);
    await clock.advance(499);
    cancelled.nonePending();
    await clock.advance(1);
    expect(await call).toBe('request.timeout');
    expect(await cancelled.next()).toBe('cancelled');
  });

  test('a call can be aborted', async () => {
    const { agent, technician } = pair();
    agent.handle(add, () => new Promise(() => undefined));
    const abort = new AbortController();
    const call = technician.call(add, { a: 1, b: 1 }, { signal: abort.signal }).catch((error: AppError) => error.code);
    abort.abort();
    expect(await call).toBe('request.cancelled');
  });

  test('closing rejects what waits', async () => {
    const { agent, technician } = pair();
    agent.handle(add, () => new Promise(() => undefined));
    const call = technician.call(add, { a: 1, b: 1 }).catch((error: AppError) => error.code);
    await settle();
    agent.close('enough');
    expect(await call).toBe('rpc.closed');
    expect(await technician.call(add, { a: 1, b: 1 }).catch((error: AppError) => error.code)).toBe('rpc.closed');
  });

  test('asks the gate before the parameters are read', async () => {
    const asked: string[] = [];
    const { agent, technician, drops } = pair({
      gate: (message) => {
        asked.push(message.method);
        return message.needs ? new AppError('consent.missing', 'not allowed') : undefined;
      },
    });
    agent.handle(guarded, () => {
      throw new Error('the gate let it through');
    });
    const refused = await technician.call(guarded, {}).catch((error: AppError) => error.code);
    expect({ refused, asked }).toEqual({ refused: 'consent.missing', asked: ['door/open'] });
    expect((await drops.next()).reason).toBe('refused');
  });

  test('refuses to send what is larger than its message allows', () => {
    const { technician } = pair();
    expect(() => technician.notify(told, { text: '€'.repeat(100) })).toThrow(AppError);
  });
});

describe('hostile frames have no effect, are counted, and are answered where they ask', () => {
  const cases: [string, string, Drop['reason'], string | null][] = [
    ['no JSON', '{', 'malformed', null],
    ['no envelope', '[1,2]', 'malformed', null],
    ['extra keys', '{"m":"news/told","p":{"text":"x"},"x":1}', 'malformed', null],
    ['an unknown notification', '{"m":"files/read","p":{}}', 'unknown', null],
    ['an unknown request', '{"m":"files/read","i":7,"p":{}}', 'unknown', 'rpc.unknown-method'],
    ['a message of the other side', '{"m":"agent/only","p":{}}', 'wrong-side', null],
    ['a request sent as notification', '{"m":"sum/add","p":{"a":1,"b":2}}', 'malformed', null],
    ['a notification sent as request', '{"m":"news/told","i":7,"p":{"text":"x"}}', 'malformed', 'request.invalid'],
    ['wrong parameters', '{"m":"sum/add","i":7,"p":{"a":"1","b":2}}', 'invalid', 'request.invalid'],
    ['unknown parameters', '{"m":"sum/add","i":7,"p":{"a":1,"b":2,"c":3}}', 'invalid', 'request.invalid'],
    ['larger than the message allows', `{"m":"news/told","p":{"text":"${'x'.repeat(190)}"}}`, 'oversize', null],
    ['larger than any frame', `"${'x'.repeat(300_000)}"`, 'oversize', null],
    ['an answer to nothing', '{"i":99,"r":1}', 'stray-answer', null],
    ['an id that is no id', '{"m":"sum/add","i":0,"p":{"a":1,"b":2}}', 'malformed', null],
    ['a prototype', '{"m":"__proto__","i":7,"p":{}}', 'unknown', 'rpc.unknown-method'],
    ['nobody listens', '{"m":"news/told","p":{"text":"x"}}', 'unhandled', null],
  ];

  test.each(cases)('%s', async (_name, frame, reason, code) => {
    const { agent, raw, drops } = pair();
    let handled = 0;
    agent.handle(add, () => {
      handled += 1;
      return 0;
    });
    const answers = new Recorder(raw.onFrame);
    raw.send(frame);
    expect((await drops.next()).reason).toBe(reason);
    await settle();
    const codes = answers.values.map((answer) => (JSON.parse(answer) as { e?: { code: string } }).e?.code ?? 'result');
    expect({ codes, handled }).toEqual({ codes: code === null ? [] : [code], handled: 0 });
  });

  test('nothing that arrives ever throws or opens anything', async () => {
    const { agent, raw } = pair();
    let handled = 0;
    agent.handle(guarded, () => {
      handled += 1;
      return null;
    });
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(frame, async (text) => {
        raw.send(text);
        await settle();
        return handled === 0 && agent.open;
      }),
      { numRuns: 500 },
    );
  });

  test('a flood of requests is bounded', async () => {
    const { agent, raw, drops } = pair({ maxConcurrent: 3 });
    agent.handle(add, () => new Promise(() => undefined));
    for (let i = 1; i <= 5; i += 1) raw.send(`{"m":"sum/add","i":${i},"p":{"a":1,"b":2}}`);
    expect([(await drops.next()).reason, (await drops.next()).reason]).toEqual(['too-many', 'too-many']);
  });

  test('an answer of the wrong shape rejects the call instead of reaching the caller', async () => {
    const [one, two] = linkedTransports();
    const caller = new Connection(one, {
      local: 'technician',
      remote: 'agent',
      contract: known,
      clock: new FakeClock(),
      logger: silentLogger,
    });
    const call = caller.call(add, { a: 1, b: 2 }).catch((error: AppError) => error.code);
    two.send('{"i":1,"r":{"not":"agreed"}}');
    expect(await call).toBe('request.invalid');
    expect(caller.drops('invalid')).toBe(1);
  });
});

test('a contract refuses two messages of one name', () => {
  const other = notification('news/told', { from: 'agent', params: z.strictObject({}) });
  expect(() => contract({ told }, { other })).toThrow('two messages are called news/told');
});
