import { toAppError } from '@alongside/base';
import { describe, expect, it } from 'vitest';
import { readSmtpSettings } from './smtp-settings.ts';

const SET = { SMTP_URL: 'smtp://mail.example.org', SMTP_FROM: 'IT help <help@example.org>' };

describe('readSmtpSettings', () => {
  it('is nothing where nothing is set', () => {
    expect(readSmtpSettings({})).toBeUndefined();
    expect(readSmtpSettings({ SMTP_URL: '  ' })).toBeUndefined();
  });

  it('takes server, sender and account', () => {
    expect(readSmtpSettings({ ...SET, SMTP_USER: 'desk', SMTP_PASSWORD: ' a secret ' })).toEqual({
      host: 'mail.example.org',
      port: 587,
      secure: false,
      isLocal: false,
      auth: { user: 'desk', password: ' a secret ' },
      from: { address: 'help@example.org', name: 'IT help' },
      ca: undefined,
    });
    const implicit = readSmtpSettings({ SMTP_URL: 'smtps://[::1]:1465/', SMTP_FROM: 'help@example.org' });
    expect(implicit).toMatchObject({ host: '::1', port: 1465, secure: true, isLocal: true, from: { name: '' } });
  });

  it.each([
    ['SMTP_URL', { SMTP_FROM: 'help@example.org' }],
    ['SMTP_URL', { ...SET, SMTP_URL: 'mail.example.org' }],
    ['SMTP_URL', { ...SET, SMTP_URL: 'http://mail.example.org' }],
    ['SMTP_URL', { ...SET, SMTP_URL: 'smtp://mail.example.org/box' }],
    ['SMTP_URL', { ...SET, SMTP_URL: 'smtp://desk:a%20secret@mail.example.org' }],
    ['SMTP_FROM', { SMTP_URL: SET.SMTP_URL }],
    ['SMTP_FROM', { ...SET, SMTP_FROM: 'help@example.org, other@example.org' }],
    ['SMTP_FROM', { ...SET, SMTP_FROM: 'Help\r\nBcc: <x@example.org> <help@example.org>' }],
    ['SMTP_USER', { ...SET, SMTP_PASSWORD: 'a%20secret' }],
    ['SMTP_CA', { ...SET, SMTP_CA: '/nowhere/ca.pem' }],
    ['SMTP_CA', { ...SET, SMTP_CA: import.meta.filename }],
  ])('%s is named where it does not fit: %o', (name, environment) => {
    let message = '';
    try {
      readSmtpSettings(environment);
    } catch (error) {
      message = toAppError(error).message;
    }
    expect(message).toMatch(new RegExp(`^${name} `, 'u'));
    expect(message).not.toContain('a%20secret');
  });
});
