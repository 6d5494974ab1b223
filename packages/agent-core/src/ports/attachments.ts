/** A file for a request of this computer. */
export interface OutgoingFile {
  readonly requestId: string;
  readonly name: string;
  /** As they are, or as base64. */
  readonly bytes: Uint8Array | string;
  /** Now, by the server's clock. */
  readonly at: number;
}

/** What a program left, with its user's yes: a JWS of this device over a `crashReceipt`. */
export interface OutgoingCrash {
  readonly receipt: string;
  readonly bytes: Uint8Array;
}

/** Hands files to the server, signed with the key of this device. */
export interface AttachmentPort {
  /** Throws what the server says against it, and `device.offline` where it is not reached. */
  send(file: OutgoingFile): Promise<void>;
  sendCrash(file: OutgoingCrash): Promise<void>;
}
