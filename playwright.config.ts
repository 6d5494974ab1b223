import { defineConfig } from '@playwright/test';
import { TEST_BROWSER } from './test/fixtures/test-browser.ts';

export default defineConfig({
  testDir: 'test/e2e',
  // Each has a virtual screen, server and browsers of its own. They mostly wait, for people's time limits.
  workers: 2,
  fullyParallel: false,
  // On a shared machine of CI a second try is allowed, and said: `npm test` names what needed it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  // Two processors drive all of it: nothing here is a matter of seconds.
  expect: { timeout: 15_000 },
  reporter: 'line',
  // The long ones first: what is short fills the end on both.
  projects: [
    { name: 'sessions', testMatch: /(session-[a-z-]+|practice)\.spec\.ts$/u },
    { name: 'pages', testIgnore: /(session-[a-z-]+|practice)\.spec\.ts$/u },
  ],
  use: {
    launchOptions: TEST_BROWSER,
  },
});
