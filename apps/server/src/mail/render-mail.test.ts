import { describe, expect, it } from 'vitest';
import { renderMail } from './render-mail.ts';

const from = { name: 'Harbour IT', phone: '0800 123', timeZone: 'Europe/Vienna' };
const url = 'https://help.example.org/#follow=aaaaaaaaaaaaaaaaaaaaaa';
/** What somebody could try to make of a mail by a name or an answer. */
const HOSTILE = 'Eve\r\nBcc: x@example.org <script>alert(1)</script> $t(try.lead) {{organisation}} \u202e"&';

describe('renderMail', () => {
  it('has the number, the words of the answer, one link, and who it is from, as text and as HTML', () => {
    const mail = renderMail({ kind: 'reply', number: 1042, url, name: 'Tess', text: 'Try this:\n1. off\n2. on' }, 'en-GB', from);
    expect(mail).toMatchObject({ language: 'en', subject: '#1042: there is an answer for you' });
    expect(mail.text).toContain('Tess from Harbour IT has answered your request #1042:\n\n  Try this:\n  1. off\n  2. on\n\n');
    expect(mail.text).toContain(`answer:\n${url}\n\n-- \nHarbour IT, phone 0800 123\n`);
    expect(mail.html).toContain(`href="${url}"`);
    expect(mail.html.match(/<a /gu)).toHaveLength(1);
  });

  it('keeps a name that is written from right to left in its place', () => {
    const mail = renderMail({ kind: 'reply', number: 1042, url, name: 'דוד', text: 'Try this' }, 'en', from);
    expect(mail.text).toContain('\u2068דוד\u2069 from Harbour IT has answered your request #1042:');
  });

  it('takes English where there is no catalogue, and says until when a link works by the organisation’s clocks', () => {
    const until = Date.UTC(2026, 11, 24, 17, 0);
    const mail = renderMail({ kind: 'invitation', name: 'Rosa', url, until }, 'tlh', from);
    expect(mail.language).toBe('en');
    expect(mail.text).toContain('The link works once, until Thursday, December 24, 2026 at 6:00');
  });

  it('says of a request what its user knows, and nothing that whoever wrote it has written', () => {
    const mail = renderMail({ kind: 'intake', number: 1042, url }, 'en', from);
    expect(mail.text).toContain('Harbour IT has your request. Its number is #1042.');
  });

  it('is German for whoever wrote in German, clocks and all', () => {
    const mail = renderMail({ kind: 'invitation', name: 'Rosa', url, until: Date.UTC(2026, 11, 24, 17, 0) }, 'de', from);
    expect(mail).toMatchObject({ language: 'de', subject: 'Harbour IT lädt Sie ein zu helfen' });
    expect(mail.text).toContain('Der Link gilt einmal, bis Donnerstag, 24. Dezember 2026 um 18:00.');
    expect(mail.html).toContain('<html lang="de">');
  });

  it('lets no name and no answer make headers, tags, or texts of the catalogue', () => {
    const mails = [
      renderMail({ kind: 'reply', number: 1, url, name: HOSTILE, text: HOSTILE }, 'en', { ...from, name: HOSTILE }),
      renderMail({ kind: 'invitation', name: HOSTILE, url, until: 0 }, 'en', { ...from, name: HOSTILE }),
      renderMail({ kind: 'solved', number: 1, url, solution: HOSTILE }, 'en', { ...from, phone: HOSTILE }),
    ];
    for (const { subject, text, html } of mails) {
      expect(subject).not.toMatch(/[\r\n]/u);
      expect(subject.length).toBeLessThanOrEqual(150);
      expect(html).not.toContain('<script>');
      expect(html).toContain('&#60;script&#62;');
      expect(text).toContain('$t(try.lead) {{organisation}}');
    }
  });
});
