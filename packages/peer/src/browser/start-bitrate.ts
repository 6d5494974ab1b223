/** What a screen on a local network needs to be sharp from the first frame; measured in link.md b. */
export interface BitrateHints {
  readonly startKbit: number;
  readonly maxKbit: number;
}

/**
 * Tells Chromium's sender where to begin: without it the first seconds are a quarter of the size, since the bandwidth
 * estimate starts at 300 kbit/s. The hint stands in the codecs' parameters of the description that the sender receives.
 */
export function withStartBitrate(sdp: string, hints: BitrateHints): string {
  const hint = `x-google-start-bitrate=${hints.startKbit};x-google-max-bitrate=${hints.maxKbit}`;
  const payloads = new Set([...sdp.matchAll(/^a=rtpmap:(\d+) (?:H264|VP8|VP9|AV1)\/90000\r?$/gmu)].map((match) => match[1]));
  const described = new Set<string | undefined>();
  const hinted = sdp.replace(/^a=fmtp:(\d+) ([^\r\n]+)/gmu, (line, payload: string) => {
    if (!payloads.has(payload)) return line;
    described.add(payload);
    return `${line};${hint}`;
  });
  return hinted.replace(/^(a=rtpmap:(\d+) [^\r\n]+)/gmu, (line, _all, payload: string) =>
    payloads.has(payload) && !described.has(payload) ? `${line}\r\na=fmtp:${payload} ${hint}` : line,
  );
}
