// The simulated Portal do Cliente: the page a buyer knows, which frames the plugin.

import type { BrowserContext, Locator, Page } from '@playwright/test';

import { Financeiro } from './financeiro.ts';
import type { Demo } from './server.ts';

/** Fictional people of the simulator that the journeys rely on. */
export const PEOPLE = {
  /** One contract, nothing overdue, a boleto with Pix to pay. */
  upToDate: { name: 'Doralice Campos Menezes', firstName: 'Doralice' },
  /** Anybody else who has a boleto to pay. */
  other: { name: 'Benedito Sarmento Vilela', firstName: 'Benedito' },
  /** Has boletos, and nobody else's journey asks for them. */
  unlucky: { name: 'Raimunda Nogueira Sales', firstName: 'Raimunda' },
  /** Has 420 instalments, and only the extrato's journey asks for them: the plugin remembers answers for a while. */
  longTerm: { name: 'Zulmira Barreto Fontes', firstName: 'Zulmira' },
  /** Owes nothing, and the ERP says so. */
  paidUp: { name: 'Clotilde Amorim Ferraz', firstName: 'Clotilde' },
  /** Takes part in the purchase of somebody else; the ERP does not know her. */
  associate: { name: 'Iracema Campos Menezes', firstName: 'Iracema' },
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

  /** Logs in as this person, in place of whoever was there, as far as the portal's own menu. */
  async enter(person: Person): Promise<void> {
    await this.page.goto(new URL('/cliente/login', this.demo.portal).href);
    await this.page.getByRole('button', { name: person.name }).click();
    await this.page.getByRole('heading', { level: 1, name: person.firstName }).waitFor();
  }

  /** Clicks «Financeiro» in the menu, which narrow screens keep in a drawer; the plugin loads in the frame. */
  async clickFinanceiro(): Promise<Financeiro> {
    const entry = this.page.getByRole('navigation', { name: 'Menu do portal' }).getByRole('link', { name: 'Financeiro' });
    if (!(await entry.isVisible())) await this.page.locator('summary', { hasText: 'Menu' }).click();
    await entry.click();
    return this.financeiro();
  }

  /** The framed plugin as one of the simulator's variants: another hand-over, a sandbox, a token that is no good. */
  async openVariant(person: Person, variant: string): Promise<Financeiro> {
    await this.enter(person);
    await this.page.goto(new URL(`/cliente/plugin/financeiro?${variant}`, this.demo.portal).href);
    return this.financeiro();
  }

  /** The framed plugin of somebody the portal's menu is not for, by the simulator's short name: a síndico, staff. */
  async openAs(key: string): Promise<Financeiro> {
    await this.page.goto(new URL(`/cliente/plugin/financeiro?pessoa=${key}`, this.demo.portal).href);
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
    await this.clickFinanceiro();
    const src = await this.iframe.getAttribute('src');
    if (!src) throw new Error('the portal hands the token over by other means than the address');
    await this.page.unroute(plugin);
    return new URL(src, this.page.url());
  }
}

