/** The most that the picture may take; beyond it a screen gains nothing. */
const MAX_VIDEO_BITRATE = 8_000_000;

/**
 * Adds the one video section of a link, with nothing in it: the picture comes by `replaceTrack` when it is allowed and
 * goes by it, so that neither costs a negotiation (link.md b: 180 ms to the first frame, no growth of sections).
 */
export function addVideoSender(connection: RTCPeerConnection): RTCRtpSender {
  const transceiver = connection.addTransceiver('video', { direction: 'sendonly', streams: [new MediaStream()] });
  transceiver.setCodecPreferences(preferredCodecs());
  return transceiver.sender;
}

/** H264 with packetization mode 1 first: 4 to 6 ms a frame where VP8 took 10.8 (link.md b). */
function preferredCodecs(): RTCRtpCodec[] {
  const codecs = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
  const isFirst = (codec: RTCRtpCodec) =>
    codec.mimeType === 'video/H264' && /packetization-mode=1/u.test(codec.sdpFmtpLine ?? '');
  return [...codecs.filter(isFirst), ...codecs.filter((codec) => !isFirst(codec))];
}

/** Sends a track, or nothing, from now on. */
export async function sendTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  if (track) track.contentHint = 'motion';
  await sender.replaceTrack(track);
  if (!track) return;
  const parameters = sender.getParameters();
  // Without it Chromium sends a quarter of the picture while it learns the bandwidth (link.md b).
  parameters.degradationPreference = 'maintain-resolution';
  for (const encoding of parameters.encodings) encoding.maxBitrate = MAX_VIDEO_BITRATE;
  await sender.setParameters(parameters);
}
