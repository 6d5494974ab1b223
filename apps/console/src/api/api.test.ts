import { AppError } from '@alongside/base';
import { http } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { Api } from './api.ts';

function answering(status: number, body: unknown) {
  const calls: { url: string; init: RequestInit }[] = [];
  const api = new Api(async (url, init) => {
    calls.push({ url, init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { api, calls };
}

const rejected = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

describe('callRoute', () => {
  test('fills the path, sends the body as JSON and gives the checked result', async () => {
    const { api, calls } = answering(200, { url: 'https://x/#invite=1', expiresAt: 5, mail: null });
    const result = await api.callRoute(http.invitationCreate, { body: { name: 'Rosa Vidal', email: 'rosa@example.com' } });
    expect(result).toEqual({ url: 'https://x/#invite=1', expiresAt: 5, mail: null });
    expect(calls[0]?.url).toBe('/api/invitations');
    expect(calls[0]?.init.body).toBe('{"name":"Rosa Vidal","email":"rosa@example.com"}');
  });

  test('parameters are escaped', async () => {
    const { api, calls } = answering(404, { error: { code: 'ticket.not-found', message: 'no' } });
    await rejected(api.callRoute(http.ticket, { params: { id: '../x y' } }));
    expect(calls[0]?.url).toBe('/api/tickets/..%2Fx%20y');
  });

  test.each([
    {
      status: 409,
      body: { error: { code: 'ticket.wrong-state', message: 'no', data: { state: 'done' } } },
      code: 'ticket.wrong-state',
    },
    { status: 401, body: '', code: 'auth.required' },
    { status: 502, body: '<html>bad gateway</html>', code: 'internal' },
    { status: 429, body: { code: 'RATE', message: 'slow' }, code: 'request.rate-limited' },
    { status: 400, body: { error: { code: 'no.such-code', message: 'x' } }, code: 'request.invalid' },
    { status: 200, body: { unexpected: true }, code: 'request.invalid' },
  ])('an answer of $status with $body is $code', async ({ status, body, code }) => {
    const { api } = answering(status, body);
    expect((await rejected(api.callRoute(http.me))).code).toBe(code);
  });

  test('a server that cannot be reached is said so', async () => {
    const api = new Api(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await rejected(api.callRoute(http.me))).code).toBe('rpc.closed');
  });
});

describe('signIn', () => {
  test.each([
    { status: 401, code: 'auth.refused' },
    { status: 400, code: 'auth.refused' },
    { status: 429, code: 'request.rate-limited' },
    { status: 500, code: 'internal' },
  ])('$status is $code', async ({ status, code }) => {
    const { api } = answering(status, { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'x' });
    expect((await rejected(api.signIn('a@example.com', 'not the password'))).code).toBe(code);
  });
});
