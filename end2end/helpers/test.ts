// The `test` of every journey: a running demo, visitors to open it with, and the rules that hold on every page.

import { test as base, expect, type TestInfo } from '@playwright/test';

import { visit, type Session, type Visitor } from './browser.ts';
import { Portal } from './portal.ts';
import { Demo } from './server.ts';
import { Watch } from './watch.ts';

export type Guest = Session & { watch: Watch; portal: () => Promise<Portal> };

type TestFixtures = {
  visitor: Visitor;
  /** Whether the tests of a file get a process each, because they leave marks in it: circuit breakers, log level. */
  ownDemo: boolean;
  /** Environment of such a process. */
  environment: Record<string, string>;
  demo: Demo;
  /** A new browser with nothing in it; closed, and checked for complaints, after the test. */
  newGuest: (visitor?: Visitor) => Promise<Guest>;
  guest: Guest;
  portal: Portal;
};

type WorkerFixtures = { sharedDemo: Demo };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sharedDemo: [
    async ({}, use) => {
      const demo = await Demo.start();
      await use(demo);
      await demo.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  visitor: [{}, { option: true }],
  ownDemo: [false, { option: true }],
  environment: [{}, { option: true }],

  demo: async ({ sharedDemo, ownDemo, environment }, use) => {
    if (!ownDemo) return use(sharedDemo);
    const demo = await Demo.start(environment);
    await use(demo);
    await demo.stop();
  },

  newGuest: async ({ demo, visitor }, use, info) => {
    const guests: Guest[] = [];
    const logged = demo.log().length;
    await use(async (own = {}) => {
      const session = await visit({ ...visitor, ...own });
      const guest: Guest = {
        ...session,
        watch: new Watch(session.context),
        portal: () => Portal.in(session.context, demo),
      };
      guests.push(guest);
      return guest;
    });
    for (const guest of guests) await guest.close();
    await attachLog(info, demo.log().slice(logged));
    for (const { watch } of guests) {
      expect(watch.unexpected(), 'the browser complained').toEqual([]);
      expect(watch.foreign([demo.portal.host, demo.plugin.host]), 'requests to somebody else').toEqual([]);
    }
  },

  guest: async ({ newGuest }, use) => use(await newGuest()),

  portal: async ({ guest }, use) => use(await guest.portal()),
});

async function attachLog(info: TestInfo, log: string): Promise<void> {
  if (info.status !== info.expectedStatus) await info.attach('demo.log', { body: log, contentType: 'text/plain' });
}

export { expect };
