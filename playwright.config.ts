import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  // The virtual screens, and the processors, are shared.
  workers: 1,
  fullyParallel: false,
  // On a shared machine of CI a second try is allowed, and said: `npm test` names what needed it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  reporter: 'line',
  use: {
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      // Tests may run as root, where Chromium has no sandbox; product code never goes without it by itself.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
});
