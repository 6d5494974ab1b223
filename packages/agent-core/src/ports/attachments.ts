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

/** The record of a session, for its ticket. */
export interface OutgoingRecord {
  readonly sessionId: string;
  /** The export's canonical text. */
  readonly text: string;
  /** Now, by the server's clock. */
  readonly at: number;
}

/** Hands files to the server, signed with the key of this device. */
export interface AttachmentPort {
  /** Throws what the server says against it, and `device.offline` where it is not reached. */
  send(file: OutgoingFile): Promise<void>;
  sendCrash(file: OutgoingCrash): Promise<void>;
  /** As `send`. */
  keepRecord(record: OutgoingRecord): Promise<void>;
  /** As `send`; `session.not-found` where none is kept (any more). */
  takeRecordBack(record: Omit<OutgoingRecord, 'text'>): Promise<void>;
}
