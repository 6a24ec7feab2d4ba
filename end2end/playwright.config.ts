import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'resultados',
  // Each worker runs its own plugin, simulator and browser; two are what two cores bear.
  workers: 2,
  // A test that passes the second time is broken.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 45_000,
  // The plugin answers within 6 s whatever the ERP does.
  expect: { timeout: 8_000 },
  use: { trace: 'off', video: 'off', screenshot: 'off' },
});
