/** A mail as it leaves: texts only, one recipient. */
export interface MailMessage {
  /** The same on each try, so that a mail that came twice is known for one. */
  readonly id: string;
  /** Of the organisation, where the sender's address has no name of its own. */
  readonly fromName: string;
  readonly to: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What came of one try. `forGood`: the mail server will not take it tomorrow either. */
export type Mailed = { readonly ok: true } | { readonly ok: false; readonly forGood: boolean; readonly error: string };

/** The way out for mail. */
export interface Mailer {
  /** For admins to read: which server, from which address. */
  readonly server: string;
  readonly from: string;
  send(message: MailMessage): Promise<Mailed>;
  close(): void;
}
