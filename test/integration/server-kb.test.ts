import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ArticleText, consoleSocket, deviceSocket, http, type Role } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { TINY_PNG } from '../fixtures/tiny-files.ts';

let server: TestServer;
let people: Record<Role, SignedIn>;
beforeAll(async () => {
  server = await startTestServer();
  people = await server.everyRole();
});
afterAll(() => server.close());

const BODY = `## What you may notice

- The zebra blinks.

## What to do

1. Feed it, see [[restart]].
2. Wait.

## How to know that it worked

The zebra is calm again.

## When to stop and ask

Ask when it bites.`;

const text = (change: Partial<ArticleText> = {}): ArticleText => ({
  title: 'The zebra blinks',
  category: 'devices',
  locale: 'en',
  visibility: 'internal',
  owner: 'support',
  reviewBy: '2027-05-29',
  systems: ['linux'],
  lastChecked: '2026-11-29',
  checkedHow: 'Not tried on any system.',
  words: ['stripes'],
  body: BODY,
  ...change,
});
const save = (as: SignedIn, id: string, base: number | null, change: Partial<ArticleText> = {}) =>
  server.call(http.articleSave, { as, params: { article: id }, body: { base, text: text(change), note: 'a note' } });
const read = (as: SignedIn, article: string) => server.call(http.article, { as, params: { article } });
const find = async (as: SignedIn, query: string) =>
  (await server.call(http.articleSearch, { as, body: { query } })).result.map(({ id }) => id);
const get = (path: string) => fetch(`${server.address}${path}`, { redirect: 'manual' });

describe('rights', () => {
  const INSIDE = ['draft', 'internal'] as const;

  it('customers, vendors and auditors never see what is for the desk, and are not told that it is there', async () => {
    for (const visibility of INSIDE)
      expect((await save(people.technician, `zebra-${visibility}`, null, { visibility, title: 'Secret zebra' })).status).toBe(
        200,
      );
    for (const role of ['user', 'vendor', 'auditor'] as const) {
      const list = (await server.call(http.articles, { as: people[role] })).result;
      expect(list.length).toBeGreaterThan(80);
      expect(list.every(({ visibility }) => visibility === 'public' || visibility === 'customer')).toBe(true);
      expect(await find(people[role], 'zebra')).toEqual([]);
      for (const visibility of INSIDE) {
        expect((await read(people[role], `zebra-${visibility}`)).error).toEqual((await read(people[role], 'nowhere')).error);
        const opinion = { as: people[role], params: { article: `zebra-${visibility}` }, body: { helpful: true, reason: '' } };
        expect((await server.call(http.articleHelpful, opinion)).status).toBe(404);
      }
      expect((await server.call(http.articleVersions, { as: people[role], params: { article: 'restart' } })).status).toBe(403);
      expect((await server.call(http.articleFeedback, { as: people[role], params: { article: 'restart' } })).status).toBe(403);
      expect((await save(people[role], 'mine', null, {})).status).toBe(403);
    }
    expect(await find(people.technician, 'zebra')).toHaveLength(2);
  });

  it('nobody sees anything of the routes without signing in', async () => {
    expect((await server.call(http.articles)).status).toBe(401);
    expect((await server.call(http.articleSearch, { body: { query: 'printer' } })).status).toBe(401);
    expect((await server.call(http.article, { params: { article: 'printer' } })).status).toBe(401);
  });

  it('the public pages have nothing but what is public', async () => {
    await save(people.admin, 'zebra-customer', null, { visibility: 'customer' });
    for (const visibility of [...INSIDE, 'customer']) {
      const page = await get(`/help/zebra-${visibility}`);
      expect(page.status).toBe(404);
      expect(await page.text()).not.toMatch(/zebra|blinks/iu);
    }
    for (const path of ['/help', '/help?q=zebra', '/help/sitemap.xml']) {
      expect(
        (await (await get(path)).text())
          .replaceAll('“zebra”', '')
          .replaceAll('?q=zebra&', '')
          .replace(/value="zebra"|<title>.*<\/title>/gu, ''),
      ).not.toMatch(/zebra/iu);
    }
    expect((await read(people.user, 'zebra-customer')).status).toBe(200);
  });

  it('only those who publish change what others than the desk can read, in both directions', async () => {
    for (const visibility of ['customer', 'public'] as const) {
      expect((await save(people.technician, 'new-one', null, { visibility })).error?.code).toBe('auth.role');
    }
    expect((await save(people.technician, 'restart', 0, { visibility: 'draft' })).error?.code).toBe('auth.role');
    expect((await get('/help/restart')).status).toBe(200);
    expect((await save(people.supervisor, 'restart', 0, { visibility: 'draft' })).status).toBe(200);
    expect((await get('/help/restart')).status).toBe(404);
  });
});

describe('versions', () => {
  it('two who write at once: the second is told, and nothing is overwritten', async () => {
    await save(people.technician, 'twice', null);
    const answers = await Promise.all([
      save(people.technician, 'twice', 1, { title: 'One' }),
      save(people.admin, 'twice', 1, { title: 'Other' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await save(people.admin, 'twice', null)).error?.code).toBe('article.changed');
    expect((await save(people.admin, 'never-written', 3)).error?.code).toBe('article.not-found');
  });

  it('are kept with who and why, what came with the program as the first, also over a restart', async () => {
    expect((await save(people.admin, 'slow', 0, { title: 'Slow as a zebra', visibility: 'public' })).result).toEqual({
      version: 1,
    });
    const again = await server.restart();
    const versions = (await again.call(http.articleVersions, { as: people.admin, params: { article: 'slow' } })).result;
    expect(versions.map(({ version, title, changedBy, note }) => [version, title, changedBy, note])).toEqual([
      [1, 'Slow as a zebra', 'Ada Admin', 'a note'],
      [0, 'The computer is slow', null, ''],
    ]);
    server = again;
    expect(await find(people.user, 'slow as a zebra')).toContain('slow');
  });
});

const ask = (fields: Record<string, string>, origin = server.address) =>
  fetch(`${server.address}/help/ask`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });

describe('public pages', () => {
  it('say what search engines need, carry no script, and may load nothing else', async () => {
    const page = await get('/help/printer');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(html).toContain('<title>The printer does not print – Test Organisation</title>');
    expect(html).toMatch(/<meta name="description" content="The printer is shown as offline\. [^"]+">/u);
    expect(html).toContain(`<link rel="canonical" href="${server.address}/help/printer">`);
    expect(html).not.toMatch(/<script|noindex|<img|style="|onclick/u);
    expect(html).toContain('href="/help/ask"');
    const sitemap = await (await get('/help/sitemap.xml')).text();
    expect(sitemap).toContain(`<loc>${server.address}/help/printer</loc><lastmod>2026-11-29</lastmod>`);
    expect(await (await get('/robots.txt')).text()).toContain(`Sitemap: ${server.address}/help/sitemap.xml`);
  });

  it('find with slips, mark what was found, and are kept by no search engine', async () => {
    const html = await (await get('/help?q=pritner%20%3Cb%3E')).text();
    expect(html).toMatch(/<a href="\/help\/printer">The <mark>printer<\/mark> does not/u);
    expect(html).toContain('<meta name="robots" content="noindex">');
    expect(html).not.toContain('<b>');
  });

  it('draw what an organisation wrote as text, whatever it holds', async () => {
    const body = `${BODY}\n\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [[zebra-internal]]`;
    await save(people.admin, 'hostile', null, { visibility: 'public', title: '</title><script>alert(1)</script>', body });
    const html = await (await get('/help/hostile')).text();
    expect(html).not.toMatch(/<script|<img|href="javascript/u);
    // The title of what is for the desk alone stays there.
    expect(html).toContain('[[zebra-internal]]');
    expect(html).not.toContain('Secret zebra');
  });

  it('take an opinion from their own form alone, without a name', async () => {
    const send = (origin: string, form: string) =>
      fetch(`${server.address}/help/printer/helpful`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: form,
      });
    expect((await send('https://evil.example', 'helpful=yes')).status).toBe(403);
    expect((await send(server.address, 'helpful=maybe')).status).toBe(400);
    expect((await send(server.address, `helpful=yes&reason=${'x'.repeat(5000)}`)).status).toBe(413);
    const taken = await send(server.address, 'helpful=no&reason=Where+is+it%3F');
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/help/printer?thanks=1#helpful']);
    const feedback = (await server.call(http.articleFeedback, { as: people.technician, params: { article: 'printer' } })).result;
    expect(feedback.map(({ at: _, ...rest }) => rest)).toEqual([
      { version: 0, from: 'page', helpful: false, reason: 'Where is it?' },
    ]);
  });

  it('lead to a request, and what they spared is counted without a word of what was searched', async () => {
    const form = await (await get('/help/ask')).text();
    expect(form).not.toMatch(/<script|style="/u);
    expect((await ask({ text: 'my pritner' }, 'https://evil.example')).status).toBe(403);
    const details = await (await ask({ text: 'my pritner <b>' })).text();
    expect(details).toMatch(/<a href="\/help\/printer" target="_blank"/u);
    expect(details).toContain('my pritner &#60;b&#62;</textarea>');
    const request = /name="request" value="([^"]+)"/u.exec(details)?.[1] ?? '';
    const asked = { request, text: 'my pritner', name: 'Uma', email: '', phone: '0800 123', language: 'de' };
    const flawed = await ask({ ...asked, phone: '' });
    expect([flawed.status, await flawed.text()]).toEqual([422, expect.stringContaining('id="email-flaw"')]);
    const sent = await (await ask(asked)).text();
    const number = /#(\d+)\./u.exec(sent)?.[1];
    const token = /#follow=([\w-]{22})"/u.exec(sent)?.[1] ?? '';
    const followed = await server.call(http.followRead, { body: { token } });
    expect(followed.result).toMatchObject({ number: Number(number), requester: 'Uma', step: 'waiting' });
    // Sent twice, it is one request.
    expect(await (await ask(asked)).text()).toContain(`#${number}.`);
    expect((await ask({ ...asked, text: 'something else' })).status).toBe(422);
    const figures = (await server.call(http.articleFigures, { as: people.technician })).result;
    const count = (step: string, article = '') =>
      figures.find((each) => each.step === step && each.article === article)?.count ?? 0;
    expect(count('searched')).toBeGreaterThan(0);
    expect(count('opened', 'printer')).toBeGreaterThan(0);
    expect(count('asked')).toBe(1);
  });
});

describe('the public form', () => {
  const fields = { request: 'request-of-a-form-1', text: 'No sound', name: 'Uma', email: 'uma@test.example' };

  it('makes a ticket without a computer, which says how its user is reached and which nobody can join', async () => {
    expect((await ask(fields)).status).toBe(200);
    const filter = { text: 'No sound' };
    const { result: found } = await server.call(http.ticketsFind, { as: people.technician, body: { filter } });
    expect(found.tickets).toMatchObject([{ requester: 'Uma', device: null }]);
    const params = { id: found.tickets[0]?.id ?? '' };
    const { result } = await server.call(http.ticket, { as: people.technician, params });
    expect(result.ticket).toMatchObject({ startedBy: 'form', device: null });
    expect(result.events[0]?.body).toMatchObject({ channel: 'web', contact: { email: 'uma@test.example', phone: null } });
    const desk = await server.openConsole(people.technician);
    const claim = desk.connection.call(consoleSocket.ticketClaim, { ticketId: params.id });
    await expect(claim).rejects.toMatchObject({ code: 'device.unknown' });
  });

  it('takes nothing from a program, and no more than a person sends in an hour', async () => {
    const filled = { ...fields, request: 'request-of-a-form-2', website: 'https://buy.example' };
    expect((await ask(filled)).status).toBe(422);
    const statuses = new Set<number>();
    for (let count = 3; count < 10; count += 1) {
      statuses.add((await ask({ ...fields, request: `request-of-a-form-${count}` })).status);
    }
    expect([...statuses]).toEqual([200, 429]);
  });

  it('is closed by an admin, for everybody', async () => {
    const close = (as: typeof people.admin) => server.call(http.intakeWrite, { as, body: { form: false } });
    expect((await close(people.technician)).status).toBe(403);
    expect((await close(people.admin)).status).toBe(200);
    expect(await (await get('/help/ask')).text()).toContain('There is no form here');
    expect((await ask({ ...fields, request: 'request-of-a-form-11' })).status).toBe(403);
    await server.call(http.intakeWrite, { as: people.admin, body: { form: true } });
  });
});

test('an agent tells of what was read with the request, or that it helped; what is no public article is not counted', async () => {
  const device = await server.openDevice(await server.enrollDevice());
  const { ticketId, requestId } = await device.ask('no paper', { articles: ['printer', 'zebra-internal', 'no-such-one'] });
  await device.ask('no paper', { requestId, articles: ['printer'] });
  await device.connection.call(deviceSocket.articleHelped, { article: 'vpn' });
  await expect(device.connection.call(deviceSocket.articleHelped, { article: 'zebra-internal' })).rejects.toMatchObject({
    code: 'article.not-found',
  });
  const figures = (await server.call(http.articleFigures, { as: people.technician })).result.filter(
    ({ from }) => from === 'agent',
  );
  const lines = figures.map(({ step, article, count }) => `${step} ${article} ${count}`).toSorted();
  expect(lines).toEqual(['asked printer 1', 'opened printer 1', 'opened vpn 1', 'solved vpn 1']);
  const { result: ticket } = await server.call(http.ticket, { as: people.technician, params: { id: ticketId } });
  expect(ticket.events[0]?.body).toMatchObject({ type: 'created', articles: ['printer', 'zebra-internal', 'no-such-one'] });
});

test('a solved ticket teaches a draft for the desk, once; one that is not solved teaches nothing', async () => {
  const device = await server.openDevice(await server.enrollDevice());
  const page = await server.openConsole(people.technician);
  const { ticketId, number } = await device.ask('The label printer prints nothing');
  const learn = (as: SignedIn) => server.call(http.articleLearn, { as, body: { ticketId } });
  expect((await learn(people.technician)).error?.code).toBe('ticket.wrong-state');
  await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  await page.connection.call(consoleSocket.ticketDone, { ticketId, solution: 'Put the roll in the other way round.' });
  for (const role of ['user', 'vendor', 'auditor'] as const) expect((await learn(people[role])).status).toBe(403);
  const article = `from-ticket-${number}`;
  expect((await learn(people.technician)).result).toEqual({ article });
  expect((await learn(people.admin)).result).toEqual({ article });
  expect((await read(people.technician, article)).result).toMatchObject({
    title: 'The label printer prints nothing',
    visibility: 'draft',
    category: 'devices',
    version: 1,
    changedBy: 'Tess Technician',
  });
  expect((await get(`/help/${article}`)).status).toBe(404);
  expect((await server.call(http.articleLearn, { as: people.technician, body: { ticketId: 'no-such-ticket' } })).status).toBe(
    404,
  );
});

test('a list shows who must read it again, and what readers said', async () => {
  const list = (await server.call(http.articles, { as: people.technician })).result;
  expect(list.find(({ id }) => id === 'printer')).toMatchObject({
    reviewBy: '2027-05-29',
    owner: 'support',
    notHelpful: 1,
    version: 0,
  });
});

describe('pictures in articles', () => {
  const add = (article: string, bytes: Uint8Array<ArrayBuffer> = TINY_PNG, as = people.technician) =>
    server.upload(http.articlePictureAdd, { as, params: { article }, body: { name: 'cable.png' } }, bytes);
  const signedIn = (article: string, id: string, as: SignedIn) =>
    fetch(`${server.address}${http.articlePicture.path.replace(':article', article).replace(':id', id)}`, {
      headers: { cookie: as.cookie },
    });

  it('are seen by those who may read the text that has them, and nothing else of the files is', async () => {
    const { attachmentId: shown } = (await add('pictured')).result;
    const { attachmentId: unused } = (await add('pictured')).result;
    const { attachmentId: elsewhere } = (await add('pictured-too')).result;
    const body = `${BODY}\n\n![the <cable>](picture:${shown}) ![theirs](picture:${elsewhere}) ![far](https://evil.example/x.png)`;
    await save(people.technician, 'pictured', null, { body });
    const page = (id: string) => get(`/help/pictured/pictures/${id}`);
    expect((await page(shown)).status).toBe(404);
    expect((await signedIn('pictured', shown, people.user)).status).toBe(404);
    expect((await signedIn('pictured', unused, people.technician)).status).toBe(200);
    await save(people.admin, 'pictured', 1, { body, visibility: 'public' });
    expect((await signedIn('pictured', shown, people.user)).status).toBe(200);
    expect((await signedIn('pictured', unused, people.user)).status).toBe(404);
    const picture = await page(shown);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(picture.headers.get('content-security-policy')).toContain('sandbox');
    for (const id of [unused, elsewhere, 'picture-of-nobody', '..%2f..%2fsecret']) expect((await page(id)).status).toBe(404);
    const html = await (await get('/help/pictured')).text();
    expect(html).toContain(`<img src="/help/pictured/pictures/${shown}" alt="the &#60;cable&#62;"`);
    expect(html).not.toContain('evil.example/x.png"');
  });

  it('are pictures by their bytes, from those who write, and no other file of a ticket', async () => {
    const text = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    expect((await add('pictured', text)).error?.code).toBe('attachment.type');
    expect((await add('pictured', TINY_PNG, people.user)).status).toBe(403);
    const device = await server.openDevice(await server.enrollDevice('pictures'));
    const { ticketId } = await device.ask('see it');
    const file = await server.upload(
      http.attachmentAdd,
      { as: people.technician, params: { id: ticketId }, body: { name: 'a.png', to: 'desk' } },
      TINY_PNG,
    );
    expect((await signedIn('pictured', file.result.attachmentId, people.technician)).status).toBe(404);
    const { attachmentId } = (await add('pictured')).result;
    const asFile = http.attachmentRead.path.replace(':id', attachmentId);
    expect((await fetch(`${server.address}${asFile}`, { headers: { cookie: people.technician.cookie } })).status).toBe(404);
  });
});

test('a computer fetches what the organisation writes for others than the desk, and hears what is withdrawn', async () => {
  const { supervisor } = people;
  const computer = await server.openDevice(await server.enrollDevice('offline'));
  const list = (known: string | null = null) => computer.connection.call(deviceSocket.offlineList, { known });
  const ids = async () => (await list()).list?.articles.map(({ id }) => id) ?? [];
  const before = await list();
  expect((await list(before.etag)).list).toBeNull();
  await save(supervisor, 'till-public', null, { visibility: 'public', title: 'The till' });
  await save(supervisor, 'till-customer', null, { visibility: 'customer', title: 'The till at home' });
  await save(supervisor, 'till-internal', null, { visibility: 'internal', title: 'The till’s key' });
  const after = await list(before.etag);
  expect(after.list?.articles).toEqual(expect.arrayContaining([{ id: 'till-public', version: 1 }]));
  expect(await ids()).toEqual(expect.arrayContaining(['till-public', 'till-customer']));
  expect(await ids()).not.toContain('till-internal');
  const asked = { ids: ['till-customer', 'till-internal', 'restart'] };
  const read = await computer.connection.call(deviceSocket.offlineRead, asked);
  expect(read).toMatchObject([{ id: 'till-customer', version: 1, body: BODY }]);
  expect(JSON.stringify(read)).not.toMatch(/support|reviewBy/u);
  await computer.connection.call(deviceSocket.articleHelped, { article: 'till-customer' });
  // Withdrawn: the own one, and one that came with the program.
  await save(supervisor, 'till-public', 1, { visibility: 'internal' });
  await save(supervisor, 'paper-jam', 0, { visibility: 'draft' });
  const last = await list(after.etag);
  expect(last.list?.articles.map(({ id }) => id)).not.toContain('till-public');
  expect(last.list?.withdrawn).toContain('paper-jam');
  expect(JSON.stringify(last)).not.toContain('internal');
});

test('what cannot be counted, as on a full disk, is answered all the same', async () => {
  const database = new DatabaseSync(join(server.dataDir, 'alongside.db'));
  const refuse = (event: string) => `create trigger full_${event} before ${event} on kb_counts
    begin select raise(abort, 'database or disk is full'); end`;
  for (const event of ['insert', 'update']) database.exec(refuse(event));
  const { status } = await fetch(`${server.address}/help?q=printer`);
  for (const event of ['insert', 'update']) database.exec(`drop trigger full_${event}`);
  database.close();
  expect(status).toBe(200);
});
