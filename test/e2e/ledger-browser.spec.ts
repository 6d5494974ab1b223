import { fileURLToPath } from 'node:url';
import { systemRandom } from '@alongside/base';
import { Ledger } from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { FakeClock } from '@alongside/testkit';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { serveBuiltPage } from '../fixtures/built-page.ts';
import type { LedgerPageApi } from '../fixtures/ledger-page/ledger-page.ts';
import { MemoryFile, SESSION, startFields } from '../fixtures/ledger-story.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';

declare global {
  var ledgerPage: LedgerPageApi;
  var technician: Awaited<ReturnType<LedgerPageApi['technician']>>;
}

let site: Awaited<ReturnType<typeof serveBuiltPage>>;
let browser: Browser;
let page: Page;

test.beforeAll(async () => {
  site = await serveBuiltPage(fileURLToPath(new URL('../fixtures/ledger-page', import.meta.url)));
  browser = await chromium.launch(TEST_BROWSER);
  page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => 'ledgerPage' in globalThis);
});

test.afterAll(async () => {
  await browser.close();
  await site.close();
});

/** RFC 8032 section 7.1, test 3, and RFC 8037 appendix A.4. */
const VECTORS = {
  key: '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU',
  signature: 'YpHWV97sJAJIJ-acOr4BowzlSKKEdDpEXjaA19taw6wY_5tTjRbykK5n92CYTcZZSnwV6XFu0o3AJ77O6h7ECg',
  jwsKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};

test('the browser’s answers are those of the RFCs', async () => {
  const answers = await page.evaluate(
    async ({ key, signature, jwsKey, jws }) => ({
      sha256: ledgerPage.sha256('abc'),
      good: await ledgerPage.verify(key, signature, [0xaf, 0x82]),
      other: await ledgerPage.verify(key, signature, [0xaf, 0x83]),
      jws: await ledgerPage.verifyJws(jwsKey, jws),
      jwsOfAnother: (await ledgerPage.verifyJws(key, jws)) ?? null,
      smallOrder: await ledgerPage.verify(`AQ${'A'.repeat(41)}`, `AQ${'A'.repeat(84)}`, [1]),
    }),
    VECTORS,
  );
  expect(answers).toEqual({
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    good: true,
    other: false,
    jws: 'Example of Ed25519 signing',
    jwsOfAnother: null,
    smallOrder: false,
  });
});

test('an agent in Node and a technician in the browser keep one record, byte for byte', async () => {
  const publicKey = await page.evaluate(async (session) => {
    globalThis.technician = await ledgerPage.technician(session);
    return technician.publicKey;
  }, SESSION);
  expect(await page.evaluate(() => technician.extractable)).toBe(false);
  const { key: signingKey } = await generateSigningKey();
  const crypto = webCrypto();
  const parts = { clock: new FakeClock(), random: systemRandom(), crypto, signingKey, file: new MemoryFile() };
  const ledger = new Ledger(parts, { session: SESSION, technicianKey: publicKey });
  await page.evaluate((agentKey) => technician.start(agentKey), signingKey.publicKey);
  const fields = startFields({ ledger, agentKey: signingKey, technicianKey: { publicKey } });
  await ledger.append('session/start', fields, { request: 'Drucker “Büro” 🖨' });
  await ledger.append('session/end', { reason: 'finished' });
  for (const message of ledger.entriesAfter(-1)) {
    expect(await page.evaluate((entry) => technician.handleEntry(entry), message)).toBe('added');
  }
  const countersignature = await page.evaluate((head) => technician.handleHead(head), await ledger.signHead());
  expect(countersignature && (await ledger.acceptCountersignature(countersignature))).toBe(true);
  const text = await ledger.export();
  expect(await page.evaluate(() => technician.export())).toBe(text);
  expect(await page.evaluate((file) => ledgerPage.verdict(file), text)).toBe('good');
  expect(await page.evaluate((file) => ledgerPage.verdict(file), text.replace('finished', 'expired'))).toBe('broken');
});
