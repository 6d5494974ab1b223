import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  // The virtual screens, and the processors, are shared.
  workers: 1,
  fullyParallel: false,
  // A test that passes only at the second try hides something.
  retries: 0,
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
