import { parseEnrollmentLink } from '@alongside/agent-node';
import { AppError, fromBase64Url, lookOf, looksLikeAnother, safeLine, safeText, silentLogger } from '@alongside/base';
import { LedgerReplica, readLedger, readRules, verifyLedger } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import {
  readAdminRequest,
  readAnyAdminCertificate,
  readChain,
  readPolicy,
  readRevocations,
  requestAdminCertificate,
  sameWords,
  seedOfWords,
  withOrganisation,
} from '@alongside/identity';
import { fingerprintInSdp, Handshake, SignalFilter } from '@alongside/peer';
import {
  CAPABILITIES,
  consoleSocket,
  deviceSocket,
  http,
  linkPage,
  NO_RULES,
  parseInvitationLink,
  policyRules,
  readRetryAfter,
  session,
  shellPage,
  signal,
} from '@alongside/protocol';
import { Connection, contract, readEnvelope, type Side } from '@alongside/rpc';
import { readIceConfiguration } from '@alongside/server';
import { FakeClock, fingerprintOf, linkedTransports, promptCrypto, promptSigningKey, seededRandom } from '@alongside/testkit';
import { Arrivals } from '../../../apps/server/src/http/arrivals.ts';
import { entriesForDisplay } from '../../../packages/agent-node/src/host/x-authority-entries.ts';
import { ShellMarkReader } from '../../../packages/agent-node/src/shell/shell-marks.ts';
import { ShownLines } from '../../../packages/agent-node/src/shell/shown-lines.ts';
import { parseXAuthority } from '../../../packages/agent-node/src/x11/x-authority.ts';
import { readFrame, writeFrame } from '../../../packages/peer/src/link-frames.ts';
import { ledgerSides, tellStory } from '../../fixtures/ledger-story.ts';
import { TestOrganisation } from '../../fixtures/organisation.ts';
import { frameOf, samplesOf } from '../samples.ts';

/** Something that reads what others wrote. It may refuse with an AppError, and must do nothing else. */
export interface Decoder {
  readonly name: string;
  /** What it takes, to begin from. */
  readonly seeds: readonly string[];
  /** Throws where the decoder broke a promise. */
  readonly feed: (input: string) => void | Promise<void>;
}

const clock = new FakeClock();
const crypto = promptCrypto();

function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** An AppError is an answer; anything else is a fault. */
function refusing(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
  }
}

function sdp(): string {
  const fingerprint = `a=fingerprint:sha-256 ${fingerprintOf(0xab)}`;
  const data = ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=setup:actpass', 'a=mid:1', fingerprint];
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=setup:actpass', 'a=sendonly', 'a=mid:0', fingerprint];
  const candidate = 'a=candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host generation 0';
  return ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', ...video, candidate, ...data, ''].join('\r\n');
}

/** A connection with every message handled, on whose other end anything may be sent. */
function connectionOf(group: Readonly<Record<string, unknown>>, local: Side, remote: Side): Decoder['feed'] {
  const [ours, theirs] = linkedTransports();
  const known = contract(group);
  const faults: string[] = [];
  const logger = { ...silentLogger, error: (message: string) => void faults.push(message) };
  const connection = new Connection(ours, { local, remote, contract: known, clock, logger });
  for (const message of known.values()) {
    if (message.kind === 'notification') connection.on(message, () => undefined);
    else connection.handle(message, () => Promise.reject(new AppError('request.invalid', 'no')) as never);
  }
  return (input) => {
    theirs.send(input);
    mustHold(connection.open && faults.length === 0, 'a frame closed the connection or made a fault');
  };
}

function framesOf(group: Readonly<Record<string, unknown>>): readonly string[] {
  return [...contract(group).values()].flatMap((message) =>
    samplesOf(message.params, 2).map((sample) => frameOf(message, sample)),
  );
}

/** Built once: an honest record, its export and its lines. */
async function story() {
  const sides = await ledgerSides();
  const messages: { entry: string; contents: Record<string, { salt: string; text: string }> }[] = [];
  sides.ledger.onEntry(({ link, contents }) => void messages.push({ entry: link.canonical, contents: { ...contents } }));
  await tellStory(sides);
  return { sides, messages, exported: await sides.ledger.export(), lines: sides.file.lines };
}

/** What an organisation signs, and what is made of it once a character was changed. */
async function signed(): Promise<readonly Decoder[]> {
  const crypto = webCrypto();
  const keys = { organisation: promptSigningKey('organisation'), admin: promptSigningKey('admin') };
  const now = 1_800_000_000_000;
  const organisation = await TestOrganisation.make(keys, { crypto, now });
  const { hash } = organisation;
  const chain = await organisation.certify({ name: 'Tomke', publicKey: promptSigningKey('technician').publicKey }, { now });
  const list = await organisation.revocations({ number: 3, at: now, keys: [promptSigningKey('x').publicKey] });
  const policy = await organisation.policy({ number: 4, at: now, rules: { forbid: ['shell.run'] } });
  const asked = await requestAdminCertificate(keys.admin, { name: 'Ada', at: now });
  const seeds = [chain.admin, chain.technician, list.document, policy.document, asked];
  return [
    {
      name: 'certificates, lists and policies',
      seeds,
      feed: async (input) => {
        const isOne = (real: string) => input === real;
        mustHold(!(await readAnyAdminCertificate(input, crypto)) || isOne(chain.admin), 'an altered admin certificate holds');
        const technician = await readChain({ admin: chain.admin, technician: input }, hash, crypto);
        mustHold(!technician || isOne(chain.technician), 'an altered technician certificate holds');
        const document = { admin: chain.admin, document: input };
        mustHold(!(await readRevocations(document, hash, crypto)) || isOne(list.document), 'an altered list holds');
        mustHold(!(await readPolicy(document, hash, crypto)) || isOne(policy.document), 'an altered policy holds');
        mustHold(!(await readAdminRequest(input, crypto)) || isOne(asked), 'an altered request holds');
      },
    },
    {
      name: 'rules of a policy',
      seeds: [JSON.stringify({ ...NO_RULES, forbid: ['shell.run'], maxDurationMs: { 'screen.view': 60_000 } }), '{}', 'null'],
      feed: (input) => {
        const rules = readRules(parsed(input) ?? null);
        const readable = policyRules.safeParse(parsed(input) ?? null).success;
        mustHold(readable || CAPABILITIES.every((each) => rules.forbid.includes(each)), 'unreadable rules allow something');
      },
    },
    {
      name: 'words that are typed, and links that carry a hash',
      seeds: ['abandon ability able about above absent absorb abstract', `https://help.example/get#e=${'T'.repeat(43)}`],
      feed: (input) => {
        const read = seedOfWords(input);
        mustHold(!('seed' in read) || read.seed.length === 32, 'words gave another seed than 32 bytes');
        sameWords(input, ['abandon', 'ability']);
        refusing(() => withOrganisation(input, hash));
        const token = parseInvitationLink(input);
        mustHold(token === undefined || /^[A-Za-z0-9_-]{43}$/u.test(token), 'an invitation gave something else than a token');
      },
    },
  ];
}

export async function decoders(): Promise<readonly Decoder[]> {
  const { sides, messages, exported, lines } = await story();
  const jws = await promptSigningKey('x').signJws('{"a":1}');
  const realJws = await sides.agentKey.signJws('{"a":1}');
  const real = webCrypto();
  return [
    ...(await signed()),
    { name: 'envelope', seeds: framesOf(session), feed: (input) => void readEnvelope(input) },
    { name: 'agent’s end of a session', seeds: framesOf(session), feed: connectionOf(session, 'agent', 'technician') },
    { name: 'technician’s end of a session', seeds: framesOf(session), feed: connectionOf(session, 'technician', 'agent') },
    { name: 'device socket, agent’s end', seeds: framesOf(deviceSocket), feed: connectionOf(deviceSocket, 'agent', 'server') },
    { name: 'device socket, server’s end', seeds: framesOf(deviceSocket), feed: connectionOf(deviceSocket, 'server', 'agent') },
    {
      name: 'console socket, server’s end',
      seeds: framesOf(consoleSocket),
      feed: connectionOf(consoleSocket, 'server', 'technician'),
    },
    {
      name: 'console socket, page’s end',
      seeds: framesOf(consoleSocket),
      feed: connectionOf(consoleSocket, 'technician', 'server'),
    },
    { name: 'user’s page', seeds: framesOf(shellPage), feed: connectionOf(shellPage, 'core', 'page') },
    { name: 'link frame', seeds: framesOf(linkPage), feed: connectionOf(linkPage, 'core', 'page') },
    {
      name: 'bodies of routes',
      seeds: routes().flatMap((route) => samplesOf(route.body, 1).map((sample) => JSON.stringify(sample))),
      feed: (input) => {
        const value = parsed(input);
        for (const route of routes()) route.body.safeParse(value);
      },
    },
    {
      name: 'frames between peers',
      seeds: ['d1 0 {"m":"x"}', 'a12', 'r0', 'b1234.5 12 -1 0', 'b99 3 1234.5 0.1', 'cuser-stopped'],
      feed: (input) => {
        const frame = readFrame(input);
        // One spelling each, so that what was read is what was written (a reason is cut, tenths are rounded).
        if (frame && frame.type !== 'heartbeat') mustHold(writeFrame(frame) === input, 'a frame has two spellings');
      },
    },
    {
      name: 'hello and proof',
      seeds: [
        `h${JSON.stringify({ version: { major: 1, minor: 0 }, role: 'technician', sessionId: 'session-1', requestId: 'request-1', epoch: 0, nonce: 'N'.repeat(43), identity: 'K'.repeat(43) })}`,
        `p${'S'.repeat(86)}`,
      ],
      feed: (input) => handshaken(input),
    },
    {
      name: 'signals',
      seeds: [
        JSON.stringify({ type: 'offer', sdp: sdp() }),
        JSON.stringify({ type: 'answer', sdp: sdp().replaceAll('actpass', 'active').replace('sendonly', 'recvonly') }),
        JSON.stringify({
          type: 'candidate',
          candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host',
          sdpMid: '0',
          sdpMLineIndex: 0,
        }),
      ],
      feed: (input) => {
        const read = signal.safeParse(parsed(input));
        if (!read.success) return;
        for (const initiator of [true, false]) new SignalFilter({ initiator }).check(read.data);
        if ('sdp' in read.data) fingerprintInSdp(read.data.sdp);
      },
    },
    {
      name: 'exported record',
      seeds: [exported],
      feed: async (input) => {
        const { verdict } = await verifyLedger(input, real);
        mustHold(input === exported || verdict !== 'good', 'an altered record verifies');
      },
    },
    {
      name: 'lines of a record',
      seeds: [lines.join('\n'), ...lines],
      feed: (input) => refusing(() => readLedger(input.split('\n'), real)),
    },
    {
      name: 'entries as they come',
      seeds: messages.map((message) => JSON.stringify(message)),
      feed: (input) => {
        const read = session.ledgerEntry.params.safeParse(parsed(input));
        if (!read.success) return;
        const replica = new LedgerReplica({
          session: 'session-0001',
          agentKey: sides.agentKey.publicKey,
          crypto,
          signingKey: promptSigningKey('t'),
        });
        replica.handleEntry(read.data as never);
      },
    },
    {
      name: 'signatures',
      seeds: [jws, realJws, `${realJws}.${sides.agentKey.publicKey}`],
      feed: async (input) => {
        const payload = await real.verifyJws(sides.agentKey.publicKey, input);
        mustHold(payload === undefined || input === realJws, 'another spelling of a signature verifies');
        await real.verify(input.slice(0, 43), input.slice(43), new Uint8Array(3));
        fromBase64Url(input);
      },
    },
    {
      name: 'enrollment link',
      seeds: [`https://help.example/get#e=${'T'.repeat(43)}`, `https://h:7000/get#e=${'T'.repeat(43)}&ca=${'P'.repeat(43)}`],
      feed: (input) =>
        refusing(() => {
          const link = parseEnrollmentLink(input);
          mustHold(/^https:|^http:\/\/(?:localhost|127\.|\[::1\])/u.test(link.server), 'a link without protection was taken');
        }),
    },
    {
      name: 'names and texts',
      seeds: ['Tomke', 'Ünal Çelik', 'Tom\u0301\u202eke', '👩‍🔧 Tomke', 'ㅤ'],
      feed: (input) => {
        const line = safeLine(input, 80);
        const text = safeText(input, 4000);
        mustHold(line.length <= 80 && safeLine(line, 80) === line && safeText(text, 4000) === text, 'cleaning twice changes it');
        mustHold(!/[\p{Cf}\u2028\u2029]|[^\P{Cc}\t\n]/u.test(text) && !/[\t\n]/u.test(line), 'something unseen is left');
        looksLikeAnother(line);
        lookOf(line);
      },
    },
    {
      name: 'marks of a shell',
      seeds: ['\x1b]633;A;nonce\x07$ ', '\x1b]633;E;ls \\x3b;nonce\x07', '\x1b]633;C;nonce\x07out\x1b]633;D;0;nonce\x07'],
      feed: (input) => {
        const whole = new ShellMarkReader('nonce');
        const cut = new ShellMarkReader('nonce');
        const text = (reader: ShellMarkReader, chunks: readonly string[]) =>
          JSON.stringify([
            chunks
              .flatMap((chunk) => reader.read(chunk))
              .map((found) => (found.kind === 'text' ? found.text : JSON.stringify(found.mark)))
              .join(''),
            reader.end(),
          ]);
        const half = Math.floor(input.length / 2);
        mustHold(text(whole, [input]) === text(cut, [input.slice(0, half), input.slice(half)]), 'a cut stream reads otherwise');
      },
    },
    {
      name: 'lines as shown',
      seeds: ['$ ls\r\n', '\x1b[?1049h\x1b[2K', 'a\b\b\x1b[3D\x1b[Kb\r\n'],
      feed: (input) => {
        const shown = new ShownLines();
        shown.handleInput('x\r\r');
        for (const line of shown.handleOutput(input)) mustHold(line.length <= 8_000, 'a line grew without end');
      },
    },
    {
      name: 'Xauthority',
      seeds: ['\x01\0\0\x04host\0\x010\0\x12MIT-MAGIC-COOKIE-1\0\x04abcd', '\xff\xff\0\0\0\0\0\0\0\0'],
      feed: (input) => {
        const bytes = Buffer.from(input, 'latin1');
        parseXAuthority(bytes);
        entriesForDisplay(bytes, ':0');
      },
    },
    {
      name: 'settings of relays',
      seeds: [
        '[{"urls":"stun:a.example:3478"}]',
        '[{"urls":["turns:[2001:db8::1]:443?transport=tcp"],"username":"u","credential":"geheim"}]',
      ],
      feed: (input) => {
        for (const environment of [{ ALONGSIDE_ICE: input }, { TURN_URL: input, TURN_SECRET: 'x'.repeat(20) }]) {
          refusing(() => readIceConfiguration(environment));
        }
      },
    },
    {
      name: 'forwarded headers',
      seeds: ['192.0.2.1', '192.0.2.1, 10.0.0.1', '[2001:db8::1]:443', '"unknown"', '::ffff:10.0.0.1'],
      feed: (input) => {
        const request = {
          headers: { 'x-forwarded-for': input, 'x-forwarded-proto': 'https', host: input },
          socket: { remoteAddress: '127.0.0.1' },
        };
        refusing(() => new Arrivals(undefined).of(request as never));
      },
    },
    {
      name: 'reasons of a close',
      seeds: ['retry-after=1000', 'retry-after=9999999'],
      feed: (input) => void readRetryAfter(input),
    },
  ];
}

function routes(): readonly http.Route[] {
  return Object.values(http).flatMap((value: unknown) => (isRoute(value) && value.method !== 'GET' ? [value] : []));
}

function isRoute(value: unknown): value is http.Route {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON is a value, too.
  }
}

async function handshaken(input: string): Promise<void> {
  const handshake = new Handshake({
    role: 'agent',
    sessionId: 'session-1',
    requestId: 'request-1',
    epoch: 0,
    identity: promptSigningKey('agent'),
    peerKey: 'K'.repeat(43),
    fingerprints: { local: fingerprintOf(1), remote: fingerprintOf(2) },
    crypto,
    random: seededRandom(1),
    send: () => undefined,
  });
  handshake.start();
  const [first = '', ...rest] = input.split('\n');
  for (const frame of [first, ...rest, `p${'S'.repeat(86)}`]) {
    try {
      mustHold((await handshake.handleFrame(frame)) === false, 'a proof that nobody signed was taken');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return;
    }
  }
}
