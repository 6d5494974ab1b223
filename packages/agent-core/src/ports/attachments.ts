/** A file for a request of this computer. */
export interface OutgoingFile {
  readonly requestId: string;
  readonly name: string;
  /** Its bytes. */
  readonly base64: string;
  /** Now, by the server's clock. */
  readonly at: number;
}

/** Hands files to the server, signed with the key of this device. */
export interface AttachmentPort {
  /** Throws what the server says against it, and `device.offline` where it is not reached. */
  send(file: OutgoingFile): Promise<void>;
}
