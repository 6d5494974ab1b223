import { describe, expect, test } from 'vitest';
import { readAskForm } from './ask-form.ts';

const complete = { request: 'request-0001', text: ' No sound ', name: 'Uma', email: 'uma@test.example', language: 'de' };

describe('what came from the public form', () => {
  test('is complete with words, a name and one way to reach whoever asks', () => {
    expect(readAskForm(complete)).toMatchObject({
      form: 'complete',
      requestId: 'request-0001',
      asked: { text: 'No sound', name: 'Uma', email: 'uma@test.example', phone: null, language: 'de' },
    });
    expect(readAskForm({ ...complete, email: '', phone: '+49 30 12' })).toMatchObject({
      asked: { email: null, phone: '+49 30 12' },
    });
  });

  test.each([
    [{ text: ' ' }, { text: 'empty' }],
    [{ name: '' }, { name: 'empty' }],
    [{ email: 'uma' }, { email: 'invalid' }],
    [{ email: '' }, { email: 'empty' }],
    [{ email: '', phone: 'call me' }, { phone: 'invalid' }],
    [{ language: 'tlh' }, { language: 'invalid' }],
  ])('is shown again where %j is wrong', (change, flaws) => {
    expect(readAskForm({ ...complete, ...change })).toMatchObject({ form: 'flawed', flaws });
  });

  test('is not cut off where it is too long', () => {
    expect(readAskForm({ ...complete, text: 'x'.repeat(4001) })).toMatchObject({ flaws: { text: 'invalid' } });
  });

  test('is begun where only the problem was told, on the first page', () => {
    const { request: _, ...first } = complete;
    expect(readAskForm(first)).toMatchObject({ form: 'begun', values: { text: 'No sound' } });
    expect(readAskForm({ ...complete, request: '../etc' })).toMatchObject({ form: 'begun' });
  });

  test('is nothing where it is a program’s, or no form', () => {
    expect(readAskForm({ ...complete, website: 'x' })).toEqual({ form: 'by-program' });
    expect(readAskForm({ text: 'x'.repeat(20_001) })).toBeUndefined();
    expect(readAskForm(null)).toBeUndefined();
  });
});
