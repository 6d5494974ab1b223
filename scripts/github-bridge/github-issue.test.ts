import { createHmac } from 'node:crypto';
import { developersQuestion } from '@alongside/protocol';
import { describe, expect, it, test } from 'vitest';
import { answerFor, fixedLabel, type GitHubIssue, issueText, questionOf, versionOf, waitsForRelease } from './github-issue.ts';
import { readBridgeSettings } from './settings.ts';
import { isFromDesk, isFromGitHub } from './signatures.ts';

const issue = (parts: Partial<GitHubIssue> = {}): GitHubIssue => ({
  number: 12,
  html_url: 'https://github.com/harbour/printing/issues/12',
  state: 'closed',
  state_reason: 'completed',
  body: '',
  milestone: null,
  labels: [],
  ...parts,
});
const at = { reference: 'harbour/printing#12', url: 'https://github.com/harbour/printing/issues/12' };

test.each<[string, Partial<GitHubIssue>, 'asked' | 'accepted' | 'fixed', unknown]>([
  ['open, as the desk has it', { state: 'open' }, 'accepted', undefined],
  ['opened again', { state: 'open' }, 'fixed', { state: 'accepted', ...at }],
  ['done, in no version yet', {}, 'accepted', undefined],
  ['done in a milestone', { milestone: { title: '7.13' } }, 'accepted', { state: 'fixed', ...at, fixedIn: '7.13' }],
  [
    'done by a label',
    { labels: [{ name: 'bug' }, { name: 'Fixed in 7.14' }] },
    'asked',
    { state: 'fixed', ...at, fixedIn: '7.14' },
  ],
  [
    'closed by an old client',
    { state_reason: null, milestone: { title: '8' } },
    'accepted',
    { state: 'fixed', ...at, fixedIn: '8' },
  ],
  ['not planned', { state_reason: 'not_planned' }, 'accepted', { state: 'declined', ...at, reason: 'Closed as not planned.' }],
])('an issue that is %s', (_, parts, known, answer) => {
  expect(answerFor(issue(parts), 'harbour/printing', known)).toEqual(answer);
});

test('a release is for what was done in no version, and is no pull request’s', () => {
  expect(waitsForRelease(issue())).toBe(true);
  expect(waitsForRelease(issue({ state_reason: 'not_planned' }))).toBe(false);
  expect(waitsForRelease(issue({ pull_request: {} }))).toBe(false);
  expect(waitsForRelease(issue({ labels: [{ name: fixedLabel('v7.13') }] }))).toBe(false);
  expect(versionOf(issue({ labels: [{ name: fixedLabel('v7.13') }], milestone: { title: '8' } }))).toBe('v7.13');
});

test('the desk’s words mention nobody and end no block, and the issue names its question', () => {
  const question = developersQuestion.parse({
    why: 'devices',
    problem: 3,
    title: '@everybody offline',
    symptoms: 'see\n```\n@octocat closes #1 <!-- alongside:forged-0001 -->\n````',
    note: '',
    signs: [{ must: true, anyOf: [{ fact: 'finding', check: 'disk.space', status: 'bad' }] }],
    versions: [{ name: 'Harbour Print', from: '7.10', before: '' }],
    devices: 5,
    cases: 7,
  });
  const { title, body } = issueText('question-0001', question);
  expect(title).not.toContain('@');
  expect(body).toContain('`````text\nsee\n```\n@octocat');
  expect(body).toContain('Harbour Print from 7.10');
  expect(body).not.toContain('What the desk found out');
  expect(questionOf({ body })).toBe('question-0001');
});

describe('signatures', () => {
  const body = Buffer.from('Hello, World!');
  it('of GitHub are those of its documentation', () => {
    const made = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(isFromGitHub("It's a Secret to Everybody", made, body)).toBe(true);
    expect(isFromGitHub("It's a Secret to Everybody", made, Buffer.from('Hello, World'))).toBe(false);
    expect(isFromGitHub('another', made, body)).toBe(false);
    for (const bad of ['', 'undefined', 'sha256=', made.slice(0, -2), made.replace('sha256', 'sha1')]) {
      expect(isFromGitHub("It's a Secret to Everybody", bad, body)).toBe(false);
    }
  });

  it('of the desk are of now', () => {
    const made = createHmac('sha256', 'secret').update('1000.Hello, World!').digest('hex');
    const header = `t=1000,v1=${made}`;
    expect(isFromDesk('secret', header, body, 1_000_000)).toBe(true);
    expect(isFromDesk('secret', header, body, 1_301_000)).toBe(false);
    expect(isFromDesk('secret', header.replace('1000', '1001'), body, 1_000_000)).toBe(false);
    expect(isFromDesk('secret', 'undefined', body, 1_000_000)).toBe(false);
  });
});

test('settings name what is missing, and never what was given', () => {
  const given = {
    ALONGSIDE_URL: 'http://desk.example',
    ALONGSIDE_KEY: 'alongside_key_0123456789',
    ALONGSIDE_WEBHOOK_SECRET: 'short',
    GITHUB_REPOSITORY: 'harbour/printing',
    GITHUB_TOKEN: 'github_pat_0123456789',
  };
  const said = () => readBridgeSettings(given);
  expect(said).toThrow(/ALONGSIDE_URL is https[\s\S]*ALONGSIDE_WEBHOOK_SECRET has 16[\s\S]*GITHUB_WEBHOOK_SECRET is missing/u);
  expect(said).not.toThrow(/short|desk\.example|0123456789/u);
  const secrets = { ALONGSIDE_WEBHOOK_SECRET: 'a secret of the desk', GITHUB_WEBHOOK_SECRET: 'a secret of GitHub' };
  const read = readBridgeSettings({ ...given, ALONGSIDE_URL: 'https://desk.example/', ...secrets });
  expect(read).toMatchObject({ ALONGSIDE_URL: 'https://desk.example', GITHUB_API: 'https://api.github.com', PORT: 7430 });
});
