import { defineConfig } from '@playwright/test';
import { TEST_BROWSER } from './test/fixtures/test-browser.ts';

export default defineConfig({
  testDir: 'test/e2e',
  // As many as there are cores: with one more, what is measured in seconds of a person's patience came too late.
  workers: 2,
  fullyParallel: false,
  // On a shared machine of CI a second try is allowed, and said: `npm test` names what needed it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  // Two processors drive all of it: nothing here is a matter of seconds.
  expect: { timeout: 15_000 },
  reporter: 'line',
  // The long ones first: what is short fills their waits, and the end. Each has a virtual screen, server and browsers of its own.
  projects: [
    { name: 'sessions', testMatch: /(session-[a-z-]+|practice)\.spec\.ts$/u },
    { name: 'walks', testMatch: /walk-[a-z-]+\.spec\.ts$/u },
    { name: 'pages', testIgnore: /((session|walk)-[a-z-]+|practice)\.spec\.ts$/u },
  ],
  use: {
    launchOptions: TEST_BROWSER,
    // What unfolds moves what stands in it: a click would be aimed at where something was. Walks of sessions have motion.
    contextOptions: { reducedMotion: 'reduce' },
  },
});
