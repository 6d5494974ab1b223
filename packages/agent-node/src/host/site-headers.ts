/** Where the agent's two sites are: `http://127.0.0.1:PORT` (shell) and `http://localhost:PORT` (link). */
export interface SiteOrigins {
  readonly shell: string;
  readonly link: string;
}

/** Everything that a page could ask of a machine, refused; `display-capture` is put in front of it. */
const REFUSED_FEATURES =
  'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), midi=(), payment=(), ' +
  'clipboard-read=(), local-fonts=(), window-management=(), idle-detection=(), publickey-credentials-get=()';

const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Two sites with their own agent clusters, so that the browser gives them two renderer processes.
  'Origin-Agent-Cluster': '?1',
} as const;

/** `style-src` has 'unsafe-inline' because the component library and the terminal make style elements at run time. */
function policy(connect: string, more: Readonly<Record<string, string>>): string {
  const rules: Record<string, string> = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'font-src': "'self'",
    'img-src': "'self' data:",
    'media-src': "'self' blob:",
    'connect-src': connect,
    'base-uri': "'none'",
    'form-action': "'none'",
    ...more,
  };
  return Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

function socketOf(origin: string): string {
  return origin.replace('http:', 'ws:');
}

/**
 * Headers of a page in a window of its host's own: it reaches the core by the host's bridge alone, frames nothing and is
 * framed by nobody. Only the link page may ask for a screen.
 */
export function bridgedPageHeaders(page: 'shell' | 'link'): Readonly<Record<string, string>> {
  return {
    ...COMMON,
    'Content-Security-Policy': policy("'none'", { 'frame-src': "'none'", 'frame-ancestors': "'none'" }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': `display-capture=${page === 'link' ? '(self)' : '()'}, ${REFUSED_FEATURES}`,
  };
}

/**
 * Headers of the shell site. `display-capture` names the page itself beside the frame: Chromium 156 refuses the
 * delegation to a frame whose parent may not capture.
 */
export function shellHeaders(origins: SiteOrigins): Readonly<Record<string, string>> {
  return {
    ...COMMON,
    'Content-Security-Policy': policy(socketOf(origins.shell), { 'frame-src': origins.link, 'frame-ancestors': "'none'" }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': `display-capture=(self "${origins.link}"), ${REFUSED_FEATURES}`,
  };
}

/** Headers of the link site, which only the shell page may frame. */
export function linkHeaders(origins: SiteOrigins): Readonly<Record<string, string>> {
  return {
    ...COMMON,
    'Content-Security-Policy': policy(socketOf(origins.link), { 'frame-ancestors': origins.shell }),
    'Permissions-Policy': `display-capture=(self), ${REFUSED_FEATURES}`,
  };
}
