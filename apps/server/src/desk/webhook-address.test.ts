import { expect, it } from 'vitest';
import { webhookRefusal } from './webhook-address.ts';

it.each([
  ['https://hooks.example/alerts?x=1', undefined],
  ['http://127.0.0.1:9000/x', undefined],
  ['http://[::1]:9000/x', undefined],
  ['http://localhost/x', undefined],
  ['http://hooks.example/x', 'not-https'],
  ['http://127.0.0.1.hooks.example/x', 'not-https'],
  ['http://localhost.hooks.example/', 'not-https'],
  ['ftp://hooks.example/x', 'not-https'],
  ['file:///etc/passwd', 'not-https'],
  ['javascript:alert(1)', 'not-https'],
  ['https://name:password@hooks.example/', 'credentials'],
  ['http://localhost@hooks.example/', 'credentials'],
  ['hooks.example', 'not-an-address'],
  ['', 'not-an-address'],
])('%s: %s', (address, refusal) => expect(webhookRefusal(address)).toBe(refusal));
