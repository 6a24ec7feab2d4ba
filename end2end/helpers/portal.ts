// The simulated Portal do Cliente: the page a buyer knows, which frames the plugin.

import type { BrowserContext, Locator, Page } from '@playwright/test';

import { Financeiro } from './financeiro.ts';
import type { Demo } from './server.ts';

/** Fictional people of the simulator that the journeys rely on. */
export const PEOPLE = {
  /** One contract, nothing overdue, a boleto with Pix to pay. */
  upToDate: { name: 'Doralice', firstName: 'Doralice' },
  /** Anybody else who has a boleto to pay. */
  other: { name: 'Beatriz', firstName: 'Beatriz' },
} as const;

export type Person = (typeof PEOPLE)[keyof typeof PEOPLE];

export class Portal {
  readonly page: Page;
  readonly iframe: Locator;
  private readonly demo: Demo;

  constructor(page: Page, demo: Demo) {
    this.page = page;
    this.demo = demo;
    this.iframe = page.locator('iframe');
  }

  static async in(context: BrowserContext, demo: Demo): Promise<Portal> {
    return new Portal(await context.newPage(), demo);
  }

  /** Opens the portal as this person, as far as the portal's own menu. */
  async enter(person: Person): Promise<void> {
    await this.page.goto(this.demo.portal.href);
    await this.page.getByRole('link', { name: person.name }).or(this.page.getByRole('button', { name: person.name })).first().click();
  }

  /** Clicks «Financeiro» in the menu; the plugin loads in the frame. */
  async clickFinanceiro(): Promise<Financeiro> {
    await this.page.getByRole('navigation').getByRole('link', { name: 'Financeiro' }).click();
    return this.financeiro();
  }

  async openFinanceiro(person: Person): Promise<Financeiro> {
    await this.enter(person);
    return this.clickFinanceiro();
  }

  financeiro(): Financeiro {
    return new Financeiro(this.iframe.contentFrame(), this.iframe);
  }

  /** Address in the frame now, which the page itself does not know. */
  async frameUrl(): Promise<URL> {
    const handle = await this.iframe.elementHandle();
    const frame = await handle?.contentFrame();
    if (!frame) throw new Error('the portal shows no frame');
    return new URL(frame.url());
  }

  /** A launch address that nobody has used: the portal's page is loaded, the plugin is not. */
  async unusedLaunch(person: Person): Promise<URL> {
    const plugin = `${this.demo.plugin.origin}/**`;
    await this.page.route(plugin, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await this.enter(person);
    await this.page.getByRole('navigation').getByRole('link', { name: 'Financeiro' }).click();
    const src = await this.iframe.getAttribute('src');
    if (!src) throw new Error('the portal hands the token over by other means than the address');
    await this.page.unroute(plugin);
    return new URL(src, this.page.url());
  }
}

