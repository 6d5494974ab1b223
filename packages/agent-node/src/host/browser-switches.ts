/** What the link page needs of any Chromium: the feature that is turned off, and the field trials. */
export const linkSwitches = {
  // Two browsers with mDNS names in two subnets do not connect (link.md e); after Join only that technician learns them.
  disabledFeature: 'WebRtcHideLocalIpsWithMdns',
  // Jitter buffer of 1 ms rather than 9 at the technician's side (link.md c).
  fieldTrials: 'WebRTC-ForceSendPlayoutDelay/min_ms:0,max_ms:0/',
} as const;

/** One list: a later `--disable-features` would replace an earlier one. */
const DISABLED_FEATURES = [
  linkSwitches.disabledFeature,
  'CalculateNativeWinOcclusion',
  'IntensiveWakeUpThrottling',
  'BackForwardCache',
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'InterestFeedContentSuggestions',
];

const SWITCHES = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-breakpad',
  '--disable-background-mode',
  '--no-pings',
  '--metrics-recording-only',
  '--password-store=basic',
  // The page captures and sends while its window is behind others.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  `--force-fieldtrials=${linkSwitches.fieldTrials}`,
] as const;

export interface SwitchOptions {
  readonly profileDir: string;
  /** `file:` address of the page that forwards; nothing secret may stand in it. */
  readonly url: string;
  /** BCP 47. */
  readonly language: string;
  /** Only where the system gives the browser no sandbox at all; see `SystemBrowserLauncher`. */
  readonly sandbox: boolean;
}

/** The whole command line of the agent's browser. Nothing outside the program can add to it. */
export function browserSwitches(options: SwitchOptions): readonly string[] {
  return [
    `--user-data-dir=${options.profileDir}`,
    `--lang=${options.language}`,
    ...SWITCHES,
    ...(options.sandbox ? [] : ['--no-sandbox']),
    `--app=${options.url}`,
  ];
}
