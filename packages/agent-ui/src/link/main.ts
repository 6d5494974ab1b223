import { silentLogger, systemClock } from '@alongside/base';
import { simplePeerLinkFactory } from '@alongside/peer/browser';
import { BRIDGE_NAME, type LinkBridge, linkPage } from '@alongside/protocol';
import { bridgeTransport, Connection, contract, type Transport, webSocketTransport } from '@alongside/rpc';
import { type DelegatedClicks, hostClicks, parentClicks } from './delegated-click.ts';
import { PeerRelay } from './peer-relay.ts';
import { ScreenCapture } from './screen-capture.ts';
import { workerTicks } from './ticks.ts';

const clock = systemClock();
const bridge = (window as unknown as Record<string, LinkBridge | undefined>)[BRIDGE_NAME];
if (bridge === undefined) connectBySocket();
else run(bridgeTransport(bridge), hostClicks(bridge));

function connectBySocket(): void {
  // The secret of `frame/hello`, which is taken out of the address at once.
  const secret = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  const socket = new WebSocket(`${location.origin.replace(/^http/u, 'ws')}/socket`);
  socket.addEventListener(
    'open',
    () => {
      const connection = run(webSocketTransport(socket), parentClicks(clock));
      // A frame that is not let in has nothing to carry.
      connection.call(linkPage.frameHello, { secret }).catch(() => connection.close('not let in'));
    },
    { once: true },
  );
}

/** Carries frames and the picture for the core, for as long as its pipe lives. */
function run(transport: Transport, clicks: DelegatedClicks): Connection {
  const connection = new Connection(transport, {
    local: 'page',
    remote: 'core',
    contract: contract(linkPage),
    clock,
    logger: silentLogger,
    // `peer/send` carries up to 200 KiB, escaped.
    maxFrameBytes: linkPage.peerSend.maxBytes,
  });
  const factories = { session: simplePeerLinkFactory({ clock }), watcher: simplePeerLinkFactory({ clock }) };
  const ticks = workerTicks();
  const relay = new PeerRelay({ connection, factories, ticks });
  const capture = new ScreenCapture({
    connection,
    factories,
    ticks,
    clicks,
    devices: navigator.mediaDevices,
    surfaces: 'monitor',
  });
  connection.onClose(() => {
    capture.dispose();
    relay.dispose();
    factories.session.dispose();
    factories.watcher.dispose();
    ticks.dispose();
  });
  return connection;
}
