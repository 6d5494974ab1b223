import { chmodSync, chownSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  enroll,
  FileDocumentStore,
  FileSecretStore,
  loadDeviceIdentity,
  lockDataFolder,
  parseEnrollmentLink,
} from '@alongside/agent-node';
import { http, report as reportSchema } from '@alongside/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkUpload, upload } from '../../apps/agent/src/cli/scan/upload.ts';
import { FULL_DISK, reportOf } from '../fixtures/reports.ts';
import { ORGANISATION_NAME, startTestServer, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { wordsOf } from '../fixtures/words-of.ts';

/** A consent is root's: without root there is none to test with. */
const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)('alongside scan --upload', () => {
  const data = temporaryFolder();
  const files = temporaryFolder();
  const consentFile = join(files.path, 'scan-consent.json');
  const place = { dataDir: data.path, environment: {}, consentFile };
  let server: TestServer;
  let deviceId = '';
  let good: Record<string, unknown> = {};
  const consent = (change: object = {}) => writeFileSync(consentFile, JSON.stringify({ ...good, ...change }), { mode: 0o644 });

  beforeAll(async () => {
    server = await startTestServer();
    const documents = await FileDocumentStore.open(data.path);
    const file = new FileSecretStore(data.path);
    const identity = await loadDeviceIdentity({ documents, keychain: file, file });
    const link = parseEnrollmentLink(await server.server.createEnrollmentLink('server room'));
    const enrollment = await enroll(link, { identity: identity.key, documents, environment: {} });
    ({ deviceId } = enrollment);
    good = { format: 'scan-consent/v1', organisation: ORGANISATION_NAME, server: enrollment.server, levels: ['P0', 'P1'] };
  });
  beforeEach(() => {
    consent();
    chmodSync(consentFile, 0o644);
    chownSync(consentFile, 0, 0);
  });
  afterAll(async () => {
    await server.close();
    data.remove();
    files.remove();
  });
  const kept = async () => {
    const { result } = await server.call(http.deviceDiagnoses, { as: server.technician, params: { id: deviceId } });
    return result;
  };
  const withHost = (reportId: string) => {
    const made = reportOf(reportId, { findings: FULL_DISK });
    const [finding] = made.findings;
    if (!finding) throw new Error('there is no finding');
    const evidence = [...finding.evidence, { name: 'owner', subject: hostname(), value: 1, unit: 'count' as const, limit: null }];
    const consented = { ...made.consent, basis: 'local' as const, levels: ['P0' as const, 'P1' as const] };
    return { ...made, consent: consented, findings: [{ ...finding, evidence }] };
  };

  it('sends what the consent allows, redacted, and keeps it in the history of this computer', async () => {
    await checkUpload(place);
    expect(await upload(withHost('report-upload-1'), place)).toMatchObject({ levels: ['P0', 'P1'] });
    const [summary] = await kept();
    expect(summary).toMatchObject({ basis: 'standing', fail: 1 });
    const { result } = await server.call(http.diagnosis, { as: server.technician, params: { id: summary?.id ?? '' } });
    const told = reportSchema.parse(JSON.parse(result.body));
    expect(told.consent).toMatchObject({ basis: 'standing', levels: ['P0', 'P1'] });
    expect(wordsOf(result.body)).not.toContain(hostname());
    expect(told.redactions.map(({ kind }) => kind)).toContain('host');
    const history = await (await FileDocumentStore.open(data.path)).read('reports');
    expect(history).toMatchObject([{ reportId: 'report-upload-1', sent: { levels: ['P0', 'P1'] } }]);
  });

  it('sends no more than the lower of what was read and what is allowed', async () => {
    consent({ levels: ['P0'] });
    expect(await upload(withHost('report-upload-2'), place)).toMatchObject({ levels: ['P0'] });
    const [newest] = await kept();
    const { result } = await server.call(http.diagnosis, { as: server.technician, params: { id: newest?.id ?? '' } });
    const told = reportSchema.parse(JSON.parse(result.body));
    // disk.space and nearly all facts are P1.
    expect([told.findings, told.facts.drives]).toEqual([[], { status: 'removed' }]);
  });

  it.each<[string, string, () => void]>([
    ['there is none', 'consent.missing', () => chmodSync(files.path, 0o755)],
    ['it is for another server', 'consent.missing', () => consent({ server: 'https://other.example' })],
    ['it is for another organisation', 'consent.missing', () => consent({ organisation: 'Others' })],
    ['it allows what needs a person', 'consent.missing', () => consent({ levels: ['P0', 'P1', 'P2'] })],
    ['it says more than is agreed', 'consent.missing', () => consent({ all: true })],
    ['it is no JSON', 'consent.missing', () => writeFileSync(consentFile, '{')],
    ['it is endless', 'consent.missing', () => writeFileSync(consentFile, ' '.repeat(10_000))],
    ['it has ended', 'consent.expired', () => consent({ until: '2026-01-01' })],
    ['it is not root’s', 'consent.refused', () => chownSync(consentFile, 65534, 65534)],
    ['its group may write it', 'consent.refused', () => chmodSync(consentFile, 0o664)],
  ])('is refused, and nothing leaves, where %s', async (why, code, change) => {
    change();
    const file = why === 'there is none' ? join(files.path, 'gone.json') : consentFile;
    const before = await kept();
    await expect(checkUpload({ ...place, consentFile: file })).rejects.toMatchObject({ code });
    await expect(upload(withHost('report-upload-3'), { ...place, consentFile: file })).rejects.toMatchObject({ code });
    expect(await kept()).toEqual(before);
  });

  it('is refused where the file is a link, or its folder is anybody’s', async () => {
    const link = join(files.path, 'link.json');
    symlinkSync(consentFile, link);
    await expect(checkUpload({ ...place, consentFile: link })).rejects.toMatchObject({ code: 'consent.missing' });
    chmodSync(files.path, 0o777);
    try {
      await expect(checkUpload(place)).rejects.toMatchObject({ code: 'consent.refused' });
    } finally {
      chmodSync(files.path, 0o700);
    }
  });

  it('counts until its last day begins, and needs an enrolled agent that does not run', async () => {
    consent({ until: '2999-01-01' });
    await checkUpload(place);
    const lock = await lockDataFolder(data.path);
    await expect(checkUpload(place)).rejects.toMatchObject({ code: 'environment.running-already' });
    lock.dispose();
    const empty = temporaryFolder();
    await expect(checkUpload({ ...place, dataDir: empty.path })).rejects.toMatchObject({ code: 'device.not-enrolled' });
    empty.remove();
  });

  it('leaves the folder of another user’s agent alone, which could not read what root wrote there', async () => {
    const before = readdirSync(data.path);
    chownSync(data.path, 65534, 65534);
    try {
      await expect(checkUpload(place)).rejects.toMatchObject({ code: 'storage.read-only' });
      await expect(upload(withHost('report-upload-5'), place)).rejects.toMatchObject({ code: 'storage.read-only' });
      expect(readdirSync(data.path)).toEqual(before);
    } finally {
      chownSync(data.path, 0, 0);
    }
  });

  it('says that the server is away; the report stays here, unsent', async () => {
    await server.server.close();
    await expect(upload(withHost('report-upload-4'), place)).rejects.toMatchObject({ code: 'device.offline' });
    const history = await (await FileDocumentStore.open(data.path)).read('reports');
    expect(history).toMatchObject([{ reportId: 'report-upload-4', sent: null }, {}, {}]);
  });
});
