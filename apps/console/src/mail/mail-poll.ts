/** While something waits to be sent, what became of it is asked for this often. */
export const MAIL_POLL_MS = 3_000;
