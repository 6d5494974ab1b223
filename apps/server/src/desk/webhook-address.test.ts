import { expect, it } from 'vitest';
import { shownAddress, webhookRefusal } from './webhook-address.ts';

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

it.each([
  ['https://hooks.example/services/T0001/B0002/secret', 'https://hooks.example/services/…'],
  ['https://hooks.example/alerts?token=secret', 'https://hooks.example/…'],
  ['https://hooks.example/?token=secret', 'https://hooks.example/…'],
  ['https://topics.example/secret', 'https://topics.example/…'],
  ['https://hooks.example/secret-of-some-length/', 'https://hooks.example/…'],
  ['https://hooks.example/secret-of-some-length/x', 'https://hooks.example/…'],
  ['https://name:secret@hooks.example:8443/api/x', 'https://hooks.example:8443/api/…'],
  ['https://hooks.example', 'https://hooks.example/'],
  ['secret', '…'],
  ['file:///secret', '…'],
])('%s is shown as %s', (address, shown) => expect(shownAddress(address)).toBe(shown));
