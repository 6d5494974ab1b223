import { AppError } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { CODE_LIVES_MS, codeToHash, deviceSocket, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

interface Told {
  requestId: string;
  name: string;
  nameplate: string;
  codeHash: string;
  at: number;
  until: number;
  proof: string;
}

/** The server takes codes; `refuse` is what it says to each instead. */
function takeCodes(refuse: (tries: number) => AppError | undefined = () => undefined): Told[] {
  const told: Told[] = [];
  world.serverSide.handle(deviceSocket.codeCreate, (params) => {
    told.push(params);
    const refusal = refuse(told.length);
    if (refusal) throw refusal;
    return null;
  });
  world.serverSide.handle(deviceSocket.codeCancel, () => null);
  return told;
}

async function makeCode(name = 'Robin'): Promise<void> {
  await world.settled(world.page.call(shellPage.helpCode, { name }));
  await world.pass(100);
}

const shownCode = () => (world.view?.phase.phase === 'code' ? world.view.phase.code : undefined);
const notices = () => world.view?.notices.map(({ kind }) => kind);

describe('a code to read out', () => {
  test('is shown here and known to the server as a hash that the device has signed', async () => {
    const told = takeCodes();
    await makeCode();
    const code = shownCode() ?? '';
    const [sent] = told;
    expect(code).toMatch(/^\d{10}$/u);
    expect(sent).toMatchObject({
      name: 'Robin',
      nameplate: code.slice(0, 4),
      codeHash: world.crypto.sha256(codeToHash(sent?.requestId ?? '', code)),
    });
    expect(JSON.stringify(sent)).not.toContain(code.slice(4));
    const { requestId, codeHash, at, until } = sent as Told;
    const signed = await world.crypto.verifyJws(world.deviceKey.publicKey, sent?.proof ?? '');
    expect(signed).toBe(canonical({ requestId, deviceId: world.server.deviceId, codeHash, at, until }));
    expect(until - at).toBe(CODE_LIVES_MS);
  });

  test('another nameplate is taken where one is in use', async () => {
    const told = takeCodes((tries) => (tries === 1 ? new AppError('code.taken', '') : undefined));
    await makeCode();
    expect(told).toHaveLength(2);
    expect(shownCode()).toMatch(new RegExp(`^${told[1]?.nameplate}`, 'u'));
  });

  test('entered, it is the user’s request, and its technician may ask to join; nothing is open by that', async () => {
    const [sent] = [takeCodes()];
    await makeCode();
    const requestId = sent[0]?.requestId ?? '';
    // As twice by a server to which it connected anew just then.
    for (let times = 0; times < 2; times += 1) {
      world.serverSide.notify(deviceSocket.codeRedeemed, { requestId, number: 1043 });
    }
    await world.offer('session-000001', requestId);
    expect(world.view?.phase).toMatchObject({ phase: 'join', number: 1043 });
    expect(world.network.opened).toBe(0);
  });

  test('before it is entered a join that names it is dropped', async () => {
    const sent = takeCodes();
    await makeCode();
    await world.offer('session-000001', sent[0]?.requestId ?? '');
    expect(world.view?.phase.phase).toBe('code');
  });

  test.each<[string, () => Promise<unknown>]>([
    ['after ten minutes', () => world.pass(CODE_LIVES_MS)],
    ['taken back', () => world.page.call(shellPage.helpCodeCancel, {})],
    ['replaced by another', () => makeCode()],
  ])('%s it is worth nothing, whatever the server says', async (_name, end) => {
    const sent = takeCodes();
    await makeCode();
    const requestId = sent[0]?.requestId ?? '';
    await world.settled(end());
    await world.pass(100);
    const takenBack: string[] = [];
    world.serverSide.handle(deviceSocket.requestCancel, (request) => {
      takenBack.push(request.requestId);
      return null;
    });
    world.serverSide.notify(deviceSocket.codeRedeemed, { requestId, number: 1043 });
    await world.offer('session-000001', requestId);
    expect(world.view?.phase.phase).not.toBe('join');
    expect(world.view?.phase.phase).not.toBe('waiting');
    // Whoever entered it is not left waiting for somebody who cannot be asked.
    expect(takenBack).toEqual([requestId]);
  });

  describe('while somebody asks to join for another request', () => {
    const redeem = async (sent: Told[]) => {
      const requestId = sent[0]?.requestId ?? '';
      world.serverSide.notify(deviceSocket.codeRedeemed, { requestId, number: 1043 });
      await world.offer('session-000002', requestId);
    };
    const asked = async () => {
      const sent = takeCodes();
      await world.requestHelp();
      await world.settled(world.page.call(shellPage.ownAside, {}));
      await world.pass();
      await makeCode();
      await world.offer();
      expect(world.view?.phase.phase).toBe('join');
      return sent;
    };

    test('it is a request all the same, whoever was refused', async () => {
      const sent = await asked();
      await world.settled(world.page.call(shellPage.joinDecide, { sessionId: 'session-000001', accept: false }));
      await redeem(sent);
      expect(world.view?.phase).toMatchObject({ phase: 'join', number: 1043, sessionId: 'session-000002' });
    });

    test('and something is wrong, it is worth nothing any more', async () => {
      const sent = await asked();
      world.serverSide.handle(deviceSocket.requestCancel, () => null);
      await world.settled(world.page.call(shellPage.somethingWrong, {}));
      await world.pass(100);
      await redeem(sent);
      expect(world.view?.phase.phase).toBe('warned');
    });
  });

  test('the end of its time is said, and that it was tried wrongly too often', async () => {
    const sent = takeCodes();
    await makeCode();
    await world.pass(CODE_LIVES_MS);
    await world.pass(100);
    expect(notices()).toEqual(['code-over']);
    await makeCode();
    world.serverSide.notify(deviceSocket.codeBurnt, { requestId: sent[1]?.requestId ?? '' });
    await world.pass(100);
    expect([shownCode(), notices()]).toEqual([undefined, ['code-over', 'code-burnt']]);
  });

  test('is told anew on a new connection', async () => {
    const sent = takeCodes();
    await makeCode();
    world.server.set(undefined);
    world.connectServer();
    const again = takeCodes();
    world.server.set(world.server.connection);
    await world.pass(100);
    expect(again[0]).toEqual(sent[0]);
  });

  test('is not made while the server is away, nor beside a request', async () => {
    takeCodes();
    world.server.set(undefined);
    await expect(world.settled(world.page.call(shellPage.helpCode, { name: '' }))).rejects.toMatchObject({ code: 'rpc.closed' });
    world.connectServer();
    takeCodes();
    await world.requestHelp();
    await expect(world.settled(world.page.call(shellPage.helpCode, { name: '' }))).rejects.toMatchObject({
      code: 'ticket.wrong-state',
    });
  });

  test('stands in no document on the disk', async () => {
    takeCodes();
    await makeCode();
    const kept = JSON.stringify([...world.documents.documents.values()]);
    expect(kept).toContain('Robin');
    expect(kept).not.toContain(shownCode()?.slice(4));
  });
});

describe('a link of a technician’s', () => {
  const TOKEN = 'i'.repeat(43);
  const LINK = `https://help.example/get#i=${TOKEN}`;

  beforeEach(() => {
    world.serverSide.handle(deviceSocket.invitationRead, ({ token }) => {
      if (token !== TOKEN) throw new AppError('auth.refused', '');
      return { technician: 'Tariq', expiresAt: 1 };
    });
  });
  const open = (link: string) => world.settled(world.page.call(shellPage.helpInvitation, { link }));

  test('says whom the request goes to first, and sends nothing by itself', async () => {
    await open(LINK);
    await world.pass(100);
    expect(world.view?.phase).toMatchObject({ phase: 'home', invitation: { technician: 'Tariq' } });
    expect(world.requestId).toBe('');
  });

  test.each([
    ['https://help.example/get#e=something', 'request.invalid'],
    [`javascript:alert(1)//#i=${'x'.repeat(44)}`, 'request.invalid'],
    [`https://evil.example/#i=${'x'.repeat(43)}`, 'auth.refused'],
  ])('%s is %s', async (link, code) => {
    await expect(open(link)).rejects.toMatchObject({ code });
  });

  test('goes with the request, signed, and a join that names the request is asked', async () => {
    const sent: { invitation?: string | undefined; proof: string }[] = [];
    world.serverSide.handle(deviceSocket.requestCreate, (params) => {
      sent.push(params);
      world.requestId = params.requestId;
      return { ticketId: 'ticket-000001', number: 1044 };
    });
    await open(LINK);
    await world.requestHelp();
    const payload = await world.crypto.verifyJws(world.deviceKey.publicKey, sent[0]?.proof ?? '');
    expect(sent[0]?.invitation).toBe(TOKEN);
    expect(JSON.parse(payload ?? '{}')).toMatchObject({ invitationHash: world.crypto.sha256(TOKEN) });
    await world.offer();
    expect(world.view?.phase).toMatchObject({ phase: 'join', number: 1044 });
    expect(JSON.stringify([...world.documents.documents.values()])).not.toContain(TOKEN);
  });

  test('that was used meanwhile sends nothing to anybody, and the text is kept', async () => {
    world.serverSide.handle(deviceSocket.requestCreate, () => {
      throw new AppError('auth.token-used', '');
    });
    await open(LINK);
    await world.requestHelp('the printer');
    expect(world.view?.phase).toEqual({ phase: 'home', unsent: 'the printer' });
    expect(notices()).toEqual(['invitation-spent']);
  });
});
