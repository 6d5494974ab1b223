import { type Clock, type Disposable, Emitter, type Event } from '@alongside/base';
import type { PathStats } from '../path-stats.ts';
import type { PeerLinkFactory } from '../peer-link.ts';
import { SimplePeerLink } from './simple-peer-link.ts';
import type { BitrateHints } from './start-bitrate.ts';
import type { VideoStats } from './video-stats.ts';

/** Measured on a local network (link.md b). */
const BITRATE: BitrateHints = { startKbit: 4_000, maxKbit: 8_000 };

/**
 * Opens one simple-peer connection per epoch and keeps the picture going from one to the next. Disposing ends the picture
 * and the events; connections are disposed by whoever opened them.
 */
export interface SimplePeerLinkFactory extends PeerLinkFactory, Disposable {
  /**
   * Shows a track to the other side, in this epoch and later ones, until null. Only where links are opened as initiator.
   * No negotiation takes place, and nothing is sent before.
   */
  setVideoTrack(track: MediaStreamTrack | null): Promise<void>;
  /** The other side's stream, once per epoch; it is there before there is a picture in it. */
  readonly onVideo: Event<MediaStream>;
  /** The stream of the current epoch, for those who come later. */
  readonly video: MediaStream | undefined;
  /** Cheap enough for ten looks a second (link.md f); undefined while there is no picture. */
  videoStats(): Promise<VideoStats | undefined>;
  pathStats(): Promise<PathStats | undefined>;
}

export function simplePeerLinkFactory({ clock }: { readonly clock: Clock }): SimplePeerLinkFactory {
  const streams = new Emitter<MediaStream>();
  let current: SimplePeerLink | undefined;
  let track: MediaStreamTrack | null = null;
  let video: MediaStream | undefined;
  return {
    open({ initiator, iceServers }) {
      const link = new SimplePeerLink({ initiator, iceServers, bitrate: BITRATE, track, clock });
      current = link;
      video = undefined;
      link.onStream((stream) => {
        if (current !== link) return;
        video = stream;
        streams.fire(stream);
      });
      return link;
    },
    async setVideoTrack(next) {
      track = next;
      await current?.setTrack(next);
    },
    onVideo: streams.event,
    get video() {
      return video;
    },
    videoStats: async () => current?.videoStats(),
    pathStats: async () => current?.pathStats(),
    dispose() {
      track = null;
      // The connection itself is its opener's, who may still be saying goodbye on it. A sender that cannot let go of its
      // track goes with the connection.
      current?.setTrack(null).catch(() => undefined);
      streams.dispose();
    },
  };
}
