import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'apps/*/src/**/*.test.{ts,tsx}',
      'test/{integration,security,faults,network}/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // Real processes, sockets and displays are shared by the files that use them; two cores.
    maxWorkers: 2,
    // As with Playwright: real processes on a shared machine may need a second try there.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
