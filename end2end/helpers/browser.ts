// Debian's Chromium with a fresh profile, and what a person's browser may refuse.

import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chromium, type BrowserContext } from '@playwright/test';

export type Cookies =
  /** Third-party cookies allowed, as in Chrome's default of today. */
  | 'allowed'
  /** Third-party cookies blocked; Chromium still keeps partitioned ones. */
  | 'third-party-blocked'
  /** Not even partitioned cookies, nor any site storage; only the portal keeps its own, as a person must log in there. */
  | 'blocked';

export type Visitor = {
  cookies?: Cookies;
  script?: boolean;
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
};

export const PHONE = { width: 360, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

// Debian's Chromium blocks third-party cookies unless told otherwise, so each case is said in full.
const PREFERENCES: Record<Cookies, object> = {
  allowed: { profile: { cookie_controls_mode: 0 } },
  'third-party-blocked': { profile: { cookie_controls_mode: 1 } },
  blocked: {
    profile: {
      cookie_controls_mode: 1,
      default_content_setting_values: { cookies: 2 },
      content_settings: { exceptions: { cookies: { '[*.]portal.localhost,*': { setting: 1 } } } },
    },
  },
};

const ARGUMENTS = [
  // Build machines run as root, where Chromium's sandbox does not start. It loads nothing but the simulator here.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Session = { context: BrowserContext; close: () => Promise<void> };

/** Preferences are read only from a profile on disk: hence a persistent context per visitor, thrown away at the end. */
export async function visit({
  cookies = 'third-party-blocked',
  script = true,
  viewport = DESKTOP,
  colorScheme = 'light',
}: Visitor): Promise<Session> {
  const profile = await mkdtemp(path.join(tmpdir(), 'financeiro-e2e-'));
  await mkdir(path.join(profile, 'Default'));
  await writeFile(path.join(profile, 'Default', 'Preferences'), JSON.stringify(PREFERENCES[cookies]));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ARGUMENTS,
    javaScriptEnabled: script,
    viewport,
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
