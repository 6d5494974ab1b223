import { shellPage } from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { GroupWorld, NIGHT } from '../../../../test/fixtures/group-world.ts';

let group: GroupWorld;
afterEach(() => {
  expect(group.world.faults).toEqual([]);
  group.world.dispose();
});

const people = () => group.world.view?.standing.people;

describe('chosen by the person at the machine', () => {
  test('only where the organisation has the known person in a group now', async () => {
    group = await GroupWorld.start();
    expect(people()).toMatchObject([{ name: 'Tomke', groups: [NIGHT] }]);
    await expect(group.propose({ group: 'Day' })).rejects.toMatchObject({ code: 'standing.not-covered' });
    const { organisation, world } = group;
    const [list] = world.trust.documents;
    const keys = [organisation.keys.admin.publicKey];
    const revocations = await organisation.revocations({ number: 2, at: world.clock.now(), keys });
    world.trust = { ...world.trust, documents: [{ policy: null, ...list, revocations }] };
    world.connectServer();
    await world.pass(200);
    expect(people()).toMatchObject([{ name: 'Tomke', groups: [] }]);
    await expect(group.propose()).rejects.toMatchObject({ code: 'standing.not-covered' });
  });

  test('who came with a certificate that names one can be chosen with it afterwards', async () => {
    group = await GroupWorld.start({ kept: { pins: [] } });
    const { world, organisation } = group;
    const now = world.clock.now();
    const who = { name: 'Tomke', publicKey: world.technicianKey.publicKey };
    world.trust = { ...world.trust, certificates: [await organisation.certify(who, { now, groups: ['Day', NIGHT] })] };
    await world.joined();
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(4_000);
    expect(people()).toMatchObject([{ name: 'Tomke', proof: 'certified', groups: ['Day', NIGHT] }]);
  });

  test('read back as what it is, signed, listed, taken back', async () => {
    group = await GroupWorld.start();
    const { world, organisation } = group;
    await group.propose();
    await world.pass();
    expect(world.view?.phase).toMatchObject({
      phase: 'standing',
      technician: 'Tomke',
      group: { name: NIGHT, organisation: 'Harbour IT' },
    });
    await group.answer(true);
    const [offer] = world.standingOffers;
    expect(offer).toMatchObject({ technicianKey: null, group: { name: NIGHT, organisation: organisation.hash } });
    expect(world.view?.standing.permissions).toMatchObject([{ holder: { kind: 'group', name: NIGHT }, endedAt: null }]);
    void world.page.call(shellPage.standingRevoke, { standingId: offer?.standingId ?? '' });
    await world.pass(100);
    expect(world.standingOffers).toEqual([]);
    await group.comes(offer?.standingId ?? '', await group.kim());
    expect(world.joinAnswers).toEqual([]);
  });

  test('a permission for one person stays for that person, whatever groups there are', async () => {
    group = await GroupWorld.start();
    const standingId = await group.made({ group: null });
    await group.comes(standingId, await group.kim());
    expect(group.world.joinAnswers).toEqual([false]);
  });
});

describe('in use', () => {
  test('somebody of the group whom nobody here met comes in; page and record name person and group', async () => {
    group = await GroupWorld.start();
    const { world, organisation } = group;
    await group.inside(await group.made(), await group.kim());
    expect(world.live).toEqual(['shell.run']);
    expect(world.sessionView).toMatchObject({ technician: { name: 'Kim' }, standing: { group: NIGHT } });
    const entry = [...world.ledgers.files.values()].flat().find((line) => line.includes('"type":"standing/used"')) ?? '';
    expect(entry).toContain(`"technicianKey":"${group.kimKey.publicKey}"`);
    expect(entry).toContain(`"group":{"name":"${NIGHT}","organisation":"${organisation.hash}"}`);
    expect(world.sessionView?.feed.find(({ type }) => type === 'standing/used')).toMatchObject({ detail: 'group', text: NIGHT });
  });

  test('Stop takes the whole permission back: nobody else of the group comes in after it', async () => {
    group = await GroupWorld.start();
    const { world } = group;
    const standingId = await group.made();
    await group.inside(standingId, await group.kim());
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(4_000);
    expect(world.standingOffers).toEqual([]);
    const { certificates } = world.trust;
    await group.comes(standingId, { key: world.technicianKey, name: 'Tomke', certificates }, 'session-000010');
    expect(world.joinAnswers).toEqual([true]);
  });

  test('“something is wrong” about one of the group who asks to join takes back what the whole group was allowed', async () => {
    group = await GroupWorld.start();
    const { world } = group;
    await group.made();
    await world.requestHelp();
    await world.offer();
    expect(world.view?.phase.phase).toBe('join');
    void world.page.call(shellPage.somethingWrong, {});
    await world.pass(500);
    expect(world.standingOffers).toEqual([]);
  });
});
