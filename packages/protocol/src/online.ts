/** What a computer asks its server to learn whether it is the server that answers, and how fast: the same for everybody. */
export const ONLINE_PATH = '/online.txt';
export const ONLINE_TEXT = 'Alongside answers.\n';
/** Says the server's release: an agent of an older one is behind. */
export const RELEASE_HEADER = 'alongside-release';

/** What a server with TLS says to anybody who comes without. */
export const HTTPS_ONLY_TEXT = 'This server speaks https only. Open the same address with https:// in front.\n';
