import { silentLogger, systemClock } from '@alongside/base';
import { simplePeerLinkFactory } from '@alongside/peer/browser';
import { linkPage } from '@alongside/protocol';
import { Connection, contract, webSocketTransport } from '@alongside/rpc';
import { parentClicks } from './delegated-click.ts';
import { PeerRelay } from './peer-relay.ts';
import { ScreenCapture } from './screen-capture.ts';
import { workerTicks } from './ticks.ts';

/** The secret of `frame/hello`, which is taken out of the address at once. */
const secret = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
history.replaceState(null, '', location.pathname);

const socket = new WebSocket(`${location.origin.replace(/^http/u, 'ws')}/socket`);
socket.addEventListener('open', () => run(socket), { once: true });

/** Carries frames and the picture for the core, for as long as its socket lives. */
function run(open: WebSocket): void {
  const clock = systemClock();
  const connection = new Connection(webSocketTransport(open), {
    local: 'page',
    remote: 'core',
    contract: contract(linkPage),
    clock,
    logger: silentLogger,
    // `peer/send` carries up to 200 KiB, escaped.
    maxFrameBytes: linkPage.peerSend.maxBytes,
  });
  const factory = simplePeerLinkFactory();
  const ticks = workerTicks();
  const relay = new PeerRelay({ connection, factory, ticks });
  const capture = new ScreenCapture({ connection, factory, ticks, clicks: parentClicks(clock), devices: navigator.mediaDevices });
  connection.onClose(() => {
    capture.dispose();
    relay.dispose();
    factory.dispose();
    ticks.dispose();
  });
  // A frame that is not let in has nothing to carry.
  connection.call(linkPage.frameHello, { secret }).catch(() => connection.close('not let in'));
}
