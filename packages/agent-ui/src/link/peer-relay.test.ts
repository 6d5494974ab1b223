import { Emitter, silentLogger } from '@alongside/base';
import type { PeerLink, PeerState } from '@alongside/peer';
import { linkPage } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { PeerRelay } from './peer-relay.ts';

/** A relay whose links are not there: they write down what is sent and when they are closed. */
function opened() {
  const [coreEnd, pageEnd] = linkedTransports();
  const common = { contract: contract(linkPage), clock: new FakeClock(), logger: silentLogger };
  const core = new Connection(coreEnd, { ...common, local: 'core', remote: 'page' });
  const links = new Map<number, { group: linkPage.LinkGroup; sent: string[]; states: Emitter<PeerState> }>();
  const received: { epoch: number; frame: string }[] = [];
  core.on(linkPage.peerReceived, (params) => void received.push(params));
  core.on(linkPage.peerState, () => undefined);
  const frames = new Map<number, Emitter<string>>();
  const factory = (group: linkPage.LinkGroup) => ({
    open({ epoch }: { epoch: number }): PeerLink {
      const link = { group, sent: [] as string[], states: new Emitter<PeerState>() };
      const heard = new Emitter<string>();
      links.set(epoch, link);
      frames.set(epoch, heard);
      return {
        onSignal: new Emitter<never>().event,
        onProgress: new Emitter<never>().event,
        onState: link.states.event,
        onFrame: heard.event,
        signal: () => undefined,
        send: (frame) => void link.sent.push(frame),
        bufferedBytes: 0,
        handleProven: () => void link.sent.push('proven'),
        dispose: () => void links.delete(epoch),
      };
    },
  });
  new PeerRelay({
    connection: new Connection(pageEnd, { ...common, local: 'page', remote: 'core' }),
    factories: { session: factory('session'), watcher: factory('watcher') },
    ticks: { onTick: new Emitter<void>().event, dispose: () => undefined },
  });
  return {
    core,
    links,
    received,
    hear: (epoch: number, frame: string) => frames.get(epoch)?.fire(frame),
    open: (group: linkPage.LinkGroup, epoch: number) => core.call(linkPage.peerOpen, { epoch, iceServers: [], group }),
    /** Which links are open, and whose. */
    get standing() {
      return [...links].map(([epoch, { group }]) => `${group} ${epoch}`);
    },
  };
}

/** All that can happen without time has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('opens each link in its own group, whose picture it may have', async () => {
  const relay = opened();
  await relay.open('session', 0);
  await relay.open('watcher', 1);
  expect(relay.standing).toEqual(['session 0', 'watcher 1']);
});

it('leaves the link that is helped in alone, however often somebody comes to watch', async () => {
  const relay = opened();
  await relay.open('session', 0);
  for (const epoch of [1, 2, 3]) await relay.open('watcher', epoch);
  // One who watches has one link: what an older one was shown could not be taken back from it.
  expect(relay.standing).toEqual(['session 0', 'watcher 3']);
  relay.core.notify(linkPage.peerSend, { epoch: 0, frame: 'still here' });
  relay.hear(0, 'so are we');
  await settled();
  expect(relay.links.get(0)?.sent).toEqual(['still here']);
  expect(relay.received).toEqual([{ epoch: 0, frame: 'so are we' }]);
});

it('says to a link alone that its other end has proven its key', async () => {
  const relay = opened();
  await relay.open('session', 0);
  await relay.open('session', 1);
  relay.core.notify(linkPage.peerProven, { epoch: 1 });
  await settled();
  expect([relay.links.get(0)?.sent, relay.links.get(1)?.sent]).toEqual([[], ['proven']]);
});

it('keeps a session’s link that is being rebuilt and the one before it, and leaves who watches alone', async () => {
  const relay = opened();
  await relay.open('watcher', 0);
  for (const epoch of [1, 2, 3]) await relay.open('session', epoch);
  expect(relay.standing).toEqual(['watcher 0', 'session 2', 'session 3']);
});

it('opens no link under a number that the other group has', async () => {
  const relay = opened();
  await relay.open('session', 0);
  await expect(relay.open('watcher', 0)).rejects.toMatchObject({ code: 'request.invalid' });
  expect(relay.standing).toEqual(['session 0']);
});

it('carries frames of one group to nobody of the other', async () => {
  const relay = opened();
  await relay.open('session', 0);
  await relay.open('watcher', 1);
  relay.core.notify(linkPage.peerSend, { epoch: 1, frame: 'to who watches' });
  await settled();
  expect([relay.links.get(0)?.sent, relay.links.get(1)?.sent]).toEqual([[], ['to who watches']]);
});
