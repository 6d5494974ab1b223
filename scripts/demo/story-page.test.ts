import { describe, expect, test } from 'vitest';
import { type StoryPage, storyPage } from './story-page.ts';

const PAGE: StoryPage = {
  parts: [
    {
      title: 'Robin <asks>',
      sentence: 'A & B.',
      checks: ['number', 'safe'],
      scene: { look: { user: 'a-user.png', technician: 'a-technician.png' }, quote: '<b>quoted</b>' },
    },
    { title: 'Later', sentence: '', checks: ['late'], scene: undefined },
  ],
  whole: ['in time'],
  report: {
    checks: [
      { name: 'number', ok: true, detail: '#1001' },
      { name: 'safe', ok: false, detail: '"not" <script>' },
      { name: 'late', ok: false, detail: 'broke off' },
      { name: 'in time', ok: true, detail: '30 s' },
    ],
    figures: { stop_to_cut_ms: { value: 31.5, unit: 'ms' } },
  },
  video: 'session.webm',
  takenAt: new Date('2026-11-21T20:00:00Z'),
};

describe('the story’s page', () => {
  const html = storyPage(PAGE);

  test('has each part with both pictures, its checks, and the figures', () => {
    expect(html).toContain('<h2>1. Robin &#60;asks&#62;</h2>');
    expect(html).toContain('src="a-user.png"');
    expect(html).toContain('src="a-technician.png"');
    expect(html).toContain('<li>number<small>#1001</small></li>');
    expect(html).toContain('<td>stop_to_cut_ms</td><td>31.5</td><td>ms</td>');
    expect(html).toContain('<video src="session.webm"');
    expect(html).toContain('No pictures: the story broke off before.');
  });

  test('says how many failed, and which', () => {
    expect(html).toContain('2 of 4 checks failed.');
    expect(html).toContain('<li class="bad">Failed: safe');
    const good = storyPage({ ...PAGE, report: { checks: [{ name: 'number', ok: true, detail: '' }], figures: {} } });
    expect(good).toContain('All 1 checks are good.');
  });

  test('shows texts as texts, and needs nothing from elsewhere', () => {
    expect(html).toContain('&#34;not&#34; &#60;script&#62;');
    expect(html).toContain('<pre tabindex="0">&#60;b&#62;quoted&#60;/b&#62;</pre>');
    expect(html).not.toMatch(/<script|https?:|<b>/u);
  });

  test('without a film there is no place for one', () => {
    expect(storyPage({ ...PAGE, video: undefined })).not.toContain('<video');
  });
});
