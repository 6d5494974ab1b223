/** A certificate's SHA-256 as SDP writes it (`AB:CD:…`), from its lower-case hex. */
export function formatFingerprint(sha256Hex: string): string {
  return (sha256Hex.toUpperCase().match(/../gu) ?? []).join(':');
}

/**
 * The fingerprint that a description states. For the own description this is the own certificate; for the other side's
 * it is only a claim, which the certificate that DTLS negotiated is held against.
 */
export function fingerprintInSdp(sdp: string): string | undefined {
  return /^a=fingerprint:sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\r?$/imu.exec(sdp)?.[1]?.toUpperCase();
}
