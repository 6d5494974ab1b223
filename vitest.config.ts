import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'apps/*/src/**/*.test.{ts,tsx}',
      'test/{integration,security,faults,network}/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // One more than there are cores: files with real processes and displays mostly wait.
    maxWorkers: 3,
    // Modules keep no state of their own here (no singletons, no module mocks), so that a worker loads each once.
    isolate: false,
    // As with Playwright: real processes on a shared machine may need a second try there.
    retry: process.env.CI ? 1 : 0,
    // Whoever runs them: what programs print is read in English.
    env: { LANGUAGE: 'en' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
