import { expect, test } from 'vitest';
import { type ExposureValues, readExposure } from './exposure-settings.ts';

test.each<[ExposureValues, object]>([
  [{}, { exposure: { kind: 'loopback' }, port: 7420 }],
  [{ lan: true }, { exposure: { kind: 'lan', newAuthority: false }, port: 7420 }],
  [
    { lan: true, name: 'Help.lan', 'new-ca': true },
    { exposure: { kind: 'lan', newAuthority: true, name: 'help.lan' }, port: 7420 },
  ],
  [
    { 'public-url': 'https://help.example', cert: 'c', key: 'k' },
    { exposure: { kind: 'certificate', publicUrl: 'https://help.example', certFile: 'c', keyFile: 'k' }, port: 443 },
  ],
  [
    { 'public-url': 'https://help.example:8443', cert: 'c', key: 'k', host: '10.0.0.1' },
    {
      exposure: { kind: 'certificate', publicUrl: 'https://help.example:8443', certFile: 'c', keyFile: 'k' },
      port: 8443,
      host: '10.0.0.1',
    },
  ],
  [
    { 'public-url': 'https://help.example', 'trust-proxy': '127.0.0.1, 10.0.0.0/24' },
    { exposure: { kind: 'proxy', publicUrl: 'https://help.example', proxies: ['127.0.0.1', '10.0.0.0/24'] }, port: 7420 },
  ],
])('%j', (values, settings) => {
  expect(readExposure(values)).toEqual(settings);
});

test.each<[ExposureValues, RegExp]>([
  [{ lan: true, 'public-url': 'https://help.example' }, /--lan makes its own certificate/u],
  [{ name: 'x' }, /go with --lan/u],
  [{ 'new-ca': true }, /go with --lan/u],
  [{ cert: 'c', key: 'k' }, /go with --public-url/u],
  [{ 'trust-proxy': '127.0.0.1' }, /go with --public-url/u],
  [{ 'public-url': 'https://help.example' }, /needs --cert FILE and --key FILE, or --trust-proxy/u],
  [{ 'public-url': 'https://help.example', cert: 'c' }, /needs --cert FILE and --key FILE/u],
  [{ 'public-url': 'https://help.example', cert: 'c', key: 'k', 'trust-proxy': '127.0.0.1' }, /the proxy has the certificate/u],
  [{ 'public-url': 'http://help.example', cert: 'c', key: 'k' }, /takes an address like https/u],
  [{ 'public-url': 'https://help.example/path', cert: 'c', key: 'k' }, /takes an address like https/u],
])('%j is refused', (values, message) => {
  expect(() => readExposure(values)).toThrow(
    expect.objectContaining({ code: 'request.invalid', message: expect.stringMatching(message) }),
  );
});
