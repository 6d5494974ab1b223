import { createHmac } from 'node:crypto';
import { iceServers } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { readIceConfiguration } from './ice-configuration.ts';
import { iceServersFor } from './ice-servers-for.ts';

const SECRET = 'a secret of the relay';

describe('the ICE configuration', () => {
  it('is empty without variables: nobody is asked', () => {
    expect(readIceConfiguration({})).toEqual({ servers: [], turn: undefined });
    expect(readIceConfiguration({ ALONGSIDE_ICE: ' ', TURN_URL: '', TURN_SECRET: '' })).toEqual({ servers: [], turn: undefined });
  });

  it('reads servers and relays', () => {
    const ice = [
      { urls: ['stun:a.example', 'stun:[2001:db8::1]:3478'] },
      { urls: 'turns:b.example:443?transport=tcp', username: 'u', credential: 'c' },
    ];
    const read = readIceConfiguration({
      ALONGSIDE_ICE: JSON.stringify(ice),
      TURN_URL: 'turn:t.example:3478, turn:t.example:3478?transport=tcp ,turns:t.example',
      TURN_SECRET: SECRET,
    });
    expect(read.servers).toEqual(ice);
    expect(read.turn).toEqual({
      urls: ['turn:t.example:3478', 'turn:t.example:3478?transport=tcp', 'turns:t.example'],
      secret: SECRET,
    });
  });

  it.each([
    ['{', /^ALONGSIDE_ICE is no JSON/u],
    ['{}', /^ALONGSIDE_ICE /u],
    ['[{"urls":"http://a.example"}]', /^ALONGSIDE_ICE\[0\]\.urls must be /u],
    ['[{"urls":"stun:a"},{"urls":["stun:b","turn:c d"]}]', /^ALONGSIDE_ICE\[1\]\.urls/u],
    ['[{"urls":"stun:a","extra":1}]', /^ALONGSIDE_ICE\[0\] /u],
    ['[{"urls":"turn:a"}]', /^ALONGSIDE_ICE\[0\] turn: and turns: need username and credential/u],
    [JSON.stringify(Array.from({ length: 8 }, () => ({ urls: 'stun:a' }))), /^ALONGSIDE_ICE must have at most 7/u],
    [`["${'x'.repeat(20_000)}"]`, /^ALONGSIDE_ICE is too long/u],
  ])('names the place that is wrong in ALONGSIDE_ICE=%s', (text, message) => {
    expect(() => readIceConfiguration({ ALONGSIDE_ICE: text })).toThrow(message);
  });

  it.each([
    [{ TURN_URL: 'turn:a' }, /^TURN_SECRET is missing/u],
    [{ TURN_SECRET: SECRET }, /^TURN_URL is missing/u],
    [{ TURN_URL: 'turn:a', TURN_SECRET: 'short' }, /^TURN_SECRET needs at least 16/u],
    [{ TURN_URL: 'turn:a,stun:b', TURN_SECRET: SECRET }, /^TURN_URL has at place 2/u],
    [{ TURN_URL: 'turn:a,', TURN_SECRET: SECRET }, /^TURN_URL has at place 2/u],
    [{ TURN_URL: 'turn:a?transport=sctp', TURN_SECRET: SECRET }, /^TURN_URL has at place 1/u],
  ])('names the relay’s variable that is wrong: %o', (environment, message) => {
    expect(() => readIceConfiguration(environment)).toThrow(message);
  });

  it('says no password in an error', () => {
    const environment = {
      ALONGSIDE_ICE: '[{"urls":"turn:a","username":"u","credential":"hunter22"',
      TURN_URL: 'turn:x',
      TURN_SECRET: SECRET,
    };
    expect(() => readIceConfiguration(environment)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter22') }),
    );
  });
});

describe('the servers of a session', () => {
  it('carry a credential of coturn for ten minutes, another for each session, and never the secret', () => {
    const clock = new FakeClock();
    const turn = { urls: ['turn:t.example'], secret: SECRET };
    const give = iceServersFor({ servers: [{ urls: 'stun:s.example' }], turn }, clock);
    const given = give('session-one');
    expect(iceServers.parse(given)).toEqual(given);
    const username = `${Math.floor(clock.now() / 1000) + 600}:session-one`;
    const credential = createHmac('sha1', SECRET).update(username).digest('base64');
    expect(given).toEqual([{ urls: 'stun:s.example' }, { urls: ['turn:t.example'], username, credential }]);
    expect(JSON.stringify(given)).not.toContain(SECRET);
    expect(give('session-two')[1]?.credential).not.toBe(credential);
    clock.advance(60_000);
    expect(give('session-one')[1]?.username).toBe(`${Math.floor(clock.now() / 1000) + 600}:session-one`);
  });
});
