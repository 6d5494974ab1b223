export * from './browser.ts';
export * from './browser-process.ts';
export * from './browser-seat.ts';
export { browserSwitches, type SwitchOptions } from './browser-switches.ts';
export { BROWSER_USER_NAME, type BrowserUser, ensureBrowserUser } from './browser-user.ts';
export { findBrowser } from './find-browser.ts';
export { LoopbackPageHost, type LoopbackPageHostOptions } from './page-host.ts';
