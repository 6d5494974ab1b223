import { FakeClock } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { agentView, viewOf } from '../../../../test/fixtures/agent-pages/fake-views.ts';
import { FakeElectron } from '../../../../test/fixtures/fake-electron.ts';
import { commandLineTexts } from '../cli/texts.ts';
import { ReplyTeller } from './reply-teller.ts';

const home = viewOf('home');
const news = (answers: number, solved = false, asked = false) =>
  agentView(home.phase, { unread: answers === 0 ? [] : [{ requestId: 'request-0001', number: 1042, answers, solved, asked }] });

async function teller() {
  const clock = new FakeClock(0);
  const electron = new FakeElectron();
  let shown = 0;
  const show = () => {
    shown += 1;
  };
  const made = new ReplyTeller({ notify: electron.notify, t: await commandLineTexts(), clock, show });
  return { made, clock, notified: electron.notified, shown: () => shown };
}

test('an answer that nobody reads is told once, without its words, and pressing it opens the window', async () => {
  const { made, clock, notified, shown } = await teller();
  made.follow(news(0));
  made.follow(news(1));
  made.follow(news(1));
  expect(notified).toEqual([]);
  await clock.advance(2_000);
  expect(notified.map(({ title, body }) => `${title}. ${body}`)).toEqual([
    'There is an answer to #1042. Open Alongside to read it.',
  ]);
  notified[0]?.press();
  expect(shown()).toBe(1);
  made.follow(news(1, false, true));
  await clock.advance(2_000);
  made.follow(news(1, true, true));
  await clock.advance(2_000);
  expect(notified.map(({ title, closed }) => [title, closed])).toEqual([
    ['There is an answer to #1042', true],
    ['There is a question for you about #1042', true],
    ['#1042: does it work now?', false],
  ]);
  made.follow(news(0));
  expect(notified.every(({ closed }) => closed)).toBe(true);
  made.dispose();
});

test('what is read at once is not told, nor what was unread before the start', async () => {
  const { made, clock, notified } = await teller();
  made.follow(news(2));
  await clock.advance(2_000);
  made.follow(news(3));
  made.follow(news(0));
  await clock.advance(2_000);
  expect(notified).toEqual([]);
  made.follow(news(1));
  await clock.advance(2_000);
  expect(notified).toHaveLength(1);
});

test('that somebody asks to join is told at once, and no more once it is answered', async () => {
  const { made, notified } = await teller();
  made.follow(viewOf('waiting'));
  made.follow(viewOf('join'));
  made.follow(viewOf('join'));
  expect(notified.map(({ title }) => title)).toEqual(['Somebody asks to join for #1042']);
  made.follow(viewOf('joined'));
  expect(notified[0]?.closed).toBe(true);
});
