export * from './browser.ts';
export * from './browser-process.ts';
export * from './browser-seat.ts';
export { browserSwitches, linkSwitches, type SwitchOptions } from './browser-switches.ts';
export { BROWSER_USER_NAME, type BrowserUser, ensureBrowserUser, ensureSystemUser } from './browser-user.ts';
export { type Enrollment, enroll, organisationOf, readEnrollment } from './enrollment.ts';
export { findBrowser } from './find-browser.ts';
export { LoopbackPageHost, type LoopbackPageHostOptions } from './page-host.ts';
export { releaseCommand } from './release-command.ts';
export { readScanConsent, type ScanConsent, scanConsentFile } from './scan-consent.ts';
export { checkServer, type EnrollmentLink, parseEnrollmentLink } from './server-address.ts';
export {
  connectionOptions,
  fetchAuthority,
  isCertificateFailure,
  type ServerPlace,
} from './server-connection.ts';
export { type ServerLinkOptions, type ServerLinkState, WebSocketServerLink } from './server-link.ts';
export { builtPages } from './site-files.ts';
export { bridgedPageHeaders } from './site-headers.ts';
