import { systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { DAY_MS, issueAdminCertificate } from '@alongside/identity';
import { consoleSocket, http } from '@alongside/protocol';
import { certifyBrowsers } from '@alongside/server';
import { promptCrypto, promptSigningKey } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { practiceOrganisation } from '../../scripts/lib/practice-organisation.ts';
import { TestOrganisation } from '../fixtures/organisation.ts';
import { type DeviceClient, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

const crypto = promptCrypto();
let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
});
afterEach(() => test.close());

const now = () => Date.now();
const makeOrganisation = (name = 'organisation') =>
  TestOrganisation.make(
    { organisation: promptSigningKey(name), admin: promptSigningKey(`${name} admin`) },
    { crypto, now: now() },
  );
const asAdmin = <B>(body: B) => ({ as: test.admin, body });

async function published(organisation: TestOrganisation): Promise<void> {
  expect((await test.call(http.trustAdminAdd, asAdmin({ certificate: organisation.adminCertificate }))).status).toBe(200);
}

/** The certificates that come with an offer of the technician's page. */
async function offered(device: DeviceClient) {
  const page = await test.openConsole(test.technician, promptSigningKey('browser'));
  const { ticketId } = await device.ask('No sound');
  await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  return (await device.offers.next()).technician;
}

describe('what an organisation key signed', () => {
  it('goes with the offers of that key', async () => {
    const organisation = await makeOrganisation();
    await published(organisation);
    const key = promptSigningKey('browser').publicKey;
    const chain = await organisation.certify({ name: TECHNICIAN.name, publicKey: key }, { now: now() });
    expect((await test.call(http.trustTechnicianAdd, asAdmin(chain))).status).toBe(200);
    expect(await offered(await test.openDevice(await test.enrollDevice()))).toMatchObject({
      name: TECHNICIAN.name,
      publicKey: key,
      certificates: [chain],
    });
  });

  it('reaches computers after their proof, and those that are there at once', async () => {
    const organisation = await makeOrganisation();
    await published(organisation);
    const early = await test.openDevice(await test.enrollDevice('early'));
    const first = await organisation.revocations({ number: 1, at: now() });
    await test.call(http.trustRevocationsAdd, asAdmin(first));
    expect(await early.trust.next()).toEqual({ documents: [{ revocations: first, policy: null }] });
    const policy = await organisation.policy({ number: 1, at: now(), rules: {} });
    await test.call(http.trustPolicyAdd, asAdmin(policy));
    expect(await early.trust.next()).toEqual({ documents: [{ revocations: first, policy }] });
    const late = await test.openDevice(await test.enrollDevice('late'));
    expect(await late.trust.next()).toEqual({ documents: [{ revocations: first, policy }] });
  });

  it('is there after a restart, and for everybody at the desk to read', async () => {
    const organisation = await makeOrganisation();
    await published(organisation);
    const chain = await organisation.certify({ name: 'Tess', publicKey: promptSigningKey('browser').publicKey }, { now: now() });
    const revocations = await organisation.revocations({ number: 3, at: now() });
    await test.call(http.trustTechnicianAdd, asAdmin(chain));
    await test.call(http.trustRevocationsAdd, asAdmin(revocations));
    test = await test.restart();
    expect((await test.call(http.trust, { as: test.technician })).result).toEqual({
      organisations: [
        {
          hash: organisation.hash,
          admins: [organisation.adminCertificate],
          technicians: [chain],
          documents: { revocations, policy: null },
        },
      ],
    });
  });

  it('is replaced by what is newer, and by nothing else', async () => {
    const organisation = await makeOrganisation();
    await published(organisation);
    const put = async (number: number, keys: string[] = [], at = now()) => {
      const answer = await test.call(http.trustRevocationsAdd, asAdmin(await organisation.revocations({ number, at, keys })));
      return answer.error?.code ?? answer.status;
    };
    expect([await put(2), await put(1), await put(2, [promptSigningKey('x').publicKey]), await put(3)]).toEqual([
      200,
      'trust.older',
      'trust.older',
      200,
    ]);
    // By a clock that is behind: computers would take it, and then believe nobody.
    expect(await put(4, [], now() - 8 * DAY_MS)).toBe('trust.invalid');
    const publicKey = promptSigningKey('browser').publicKey;
    const certify = async (from: number) => {
      const answer = await test.call(
        http.trustTechnicianAdd,
        asAdmin(await organisation.certify({ name: 'T', publicKey }, { now: from })),
      );
      return answer.error?.code ?? answer.status;
    };
    const from = now();
    expect([await certify(from), await certify(from - 1), await certify(from + 1)]).toEqual([200, 'trust.older', 200]);
    // An admin's certificate that was renewed goes with what was issued before it.
    const { organisation: org, admin } = organisation.keys;
    const renewed = await issueAdminCertificate(org, {
      key: admin.publicKey,
      name: 'Ada Admin',
      serial: 'admin-serial-2',
      from: from + 1,
      until: from + 90 * DAY_MS,
    });
    await test.call(http.trustAdminAdd, asAdmin({ certificate: renewed }));
    const [read] = (await test.call(http.trust, { as: test.admin })).result.organisations;
    expect({ admins: read?.admins, chain: read?.technicians[0]?.admin }).toEqual({ admins: [renewed], chain: renewed });
  });

  it('ends claims by a key that was revoked, and the page is told why', async () => {
    const organisation = await makeOrganisation();
    await published(organisation);
    const key = promptSigningKey('browser');
    const device = await test.openDevice(await test.enrollDevice());
    const page = await test.openConsole(test.technician, key);
    const { ticketId } = await device.ask('No sound');
    await test.call(
      http.trustRevocationsAdd,
      asAdmin(await organisation.revocations({ number: 1, at: now(), keys: [key.publicKey] })),
    );
    for (const wish of [consoleSocket.ticketClaim, consoleSocket.sessionWatch]) {
      await expect(page.connection.call(wish, { ticketId })).rejects.toMatchObject({ code: 'auth.key-revoked' });
    }
    const other = await test.openConsole(test.technician, promptSigningKey('other browser'));
    await expect(other.connection.call(consoleSocket.ticketClaim, { ticketId })).resolves.toMatchObject({});
  });

  it('is refused where it is forged, foreign, or by an admin that nobody published', async () => {
    const organisation = await makeOrganisation();
    const stranger = await makeOrganisation('stranger');
    const technician = { name: 'Tess', publicKey: promptSigningKey('browser').publicKey };
    const codes: unknown[] = [];
    const add = async <B, R>(route: http.Route<B, R>, body: B) =>
      codes.push((await test.call(route, asAdmin(body))).error?.code ?? 'taken');
    // Before the admin is known.
    await add(http.trustTechnicianAdd, await organisation.certify(technician, { now: now() }));
    await add(http.trustRevocationsAdd, await organisation.revocations({ number: 1, at: now() }));
    await published(organisation);
    await add(http.trustAdminAdd, { certificate: `${organisation.adminCertificate.slice(0, -8)}AAAAAAAA` });
    const foreign = await stranger.certify(technician, { now: now() });
    await add(http.trustTechnicianAdd, foreign);
    await add(http.trustTechnicianAdd, { ...foreign, admin: organisation.adminCertificate });
    await add(http.trustRevocationsAdd, {
      ...(await stranger.revocations({ number: 1, at: now() })),
      admin: organisation.adminCertificate,
    });
    await add(http.trustPolicyAdd, await organisation.revocations({ number: 1, at: now() }));
    await add(http.trustRevocationsAdd, await organisation.revocations({ number: 1, at: now() + DAY_MS }));
    expect(new Set(codes)).toEqual(new Set(['trust.invalid']));
    expect((await test.call(http.trust, { as: test.admin })).result.organisations).toEqual([
      {
        hash: organisation.hash,
        admins: [organisation.adminCertificate],
        technicians: [],
        documents: { revocations: null, policy: null },
      },
    ]);
  });

  it('is for admins to publish', async () => {
    const { adminCertificate } = await makeOrganisation();
    const answer = await test.call(http.trustAdminAdd, { as: test.technician, body: { certificate: adminCertificate } });
    expect(answer.error?.code).toBe('auth.role');
  });

  it('stands beside that of three others, no more', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await published(await makeOrganisation(name));
    const { adminCertificate } = await makeOrganisation('e');
    const fifth = await test.call(http.trustAdminAdd, asAdmin({ certificate: adminCertificate }));
    expect(fifth.error?.code).toBe('trust.invalid');
  });
});

describe('a practice organisation', () => {
  it('certifies browsers beside the running server, and leaves nothing behind', async () => {
    const keeper = await practiceOrganisation({ clock: systemClock(), random: systemRandom() });
    const faults: string[] = [];
    const practice = await certifyBrowsers({
      dataDir: test.dataDir,
      keeper,
      crypto: webCrypto(),
      clock: systemClock(),
      onTrouble: (message) => void faults.push(message),
    });
    const device = await test.openDevice(await test.enrollDevice());
    expect((await device.trust.next()).documents).toHaveLength(1);
    const page = await test.openConsole(test.technician);
    await practice.look();
    const { ticketId } = await device.ask('No sound');
    await page.connection.call(consoleSocket.ticketClaim, { ticketId });
    expect((await device.offers.next()).technician.certificates).toHaveLength(1);
    await practice.close();
    expect((await test.call(http.trust, { as: test.admin })).result.organisations).toEqual([]);
    expect(faults).toEqual([]);
  });
});
