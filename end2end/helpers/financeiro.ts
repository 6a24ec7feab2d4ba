// The plugin's pages by what a person sees in them: roles and names, no class or id.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** 47 digits of a cobrança line, grouped for reading. */
export const LINE = /\d{5}\.\d{5}\s\d{5}\.\d{6}\s\d{5}\.\d{6}\s\d\s\d{14}/;
/** A Pix code: format indicator at the start, CRC at the end. */
export const PIX = /000201\S.*6304[0-9A-F]{4}/;
export const AMOUNT = /R\$\s*(\d{1,3}(?:\.\d{3})*,\d{2})/;

/** Words that claim there is nothing to pay. Only the ERP may say so. */
export const NO_DEBT = /você não tem (débitos|boletos)|(não há|nenhum) débitos?|tudo (em dia|pago)|nada a pagar|está em dia/i;
/** Entries of the plugin's own menu. */
export type MenuEntry = 'Início' | 'Boletos' | 'Extrato';

/** Heading of a section whose data could not be had. */
export const UNAVAILABLE = /fora do ar|demorou a responder|respondeu de forma incompleta/i;
/** Heading of a page that lets nobody in although the address was right once. */
export const CLOSED = /já foi usado|terminou|expirou|encerrad|abra o financeiro pelo portal|não reconheceu|não vale/i;

export class Financeiro {
  /** The plugin's document: in the portal's frame, or a page of its own. */
  readonly root: FrameLocator | Page;
  private readonly iframe: Locator | undefined;

  constructor(root: FrameLocator | Page, iframe?: Locator) {
    this.root = root;
    this.iframe = iframe;
  }

  body(): Locator {
    return this.root.locator('body');
  }

  heading(name: string | RegExp): Locator {
    return this.root.getByRole('heading', { level: 1, name });
  }

  /** The card of what is to be paid next. */
  payment(): Locator {
    return this.root.getByRole('region', { name: /^(Próximo pagamento|Pagamento em atraso)$/ });
  }

  amount(): Locator {
    return this.payment().getByText(AMOUNT).first();
  }

  line(): Locator {
    return this.root.getByText(LINE).first();
  }

  copyPix(): Locator {
    return this.root.getByRole('button', { name: 'Copiar código Pix' }).first();
  }

  copyLine(): Locator {
    return this.root.getByRole('button', { name: 'Copiar linha digitável' }).first();
  }

  qrLink(): Locator {
    return this.root.getByRole('link', { name: 'QR Code Pix' }).first();
  }

  qrImage(): Locator {
    return this.root.getByRole('img', { name: /QR Code/i }).first();
  }

  /** Heading of the section that could not be filled. */
  unavailable(): Locator {
    return this.root.getByRole('heading', { level: 2, name: UNAVAILABLE }).first();
  }

  /** The Pix code as a person can select it, unfolded if need be. */
  async pixCode(): Promise<string> {
    const code = this.root.getByText(PIX).first();
    await expect(code).toBeAttached();
    if (!(await code.isVisible())) await this.root.getByText('Pix copia e cola', { exact: true }).first().click();
    await expect(code).toBeVisible();
    const shown = PIX.exec(await code.innerText())?.[0];
    if (!shown) throw new Error('no Pix code is shown');
    return shown;
  }

  /** The 47 digits shown. */
  async lineDigits(): Promise<string> {
    const shown = LINE.exec(await this.line().innerText())?.[0];
    if (!shown) throw new Error('no linha digitável is shown');
    return shown.replace(/\D/g, '');
  }

  /** The amount to pay as `1234.56`. */
  async amountValue(): Promise<string> {
    const shown = AMOUNT.exec(await this.payment().innerText())?.[1];
    if (!shown) throw new Error('no amount is shown');
    return shown.replaceAll('.', '').replace(',', '.');
  }

  status(): Locator {
    return this.root.getByRole('status');
  }

  retry(): Locator {
    return this.root.getByRole('link', { name: 'Tentar de novo' }).first();
  }

  menu(page: MenuEntry): Locator {
    return this.root.getByRole('navigation', { name: 'Financeiro' }).getByRole('link', { name: page });
  }

  async go(page: MenuEntry): Promise<void> {
    await this.menu(page).click();
  }

  /** An entry of the menu, which a phone may keep behind «Mais». */
  async follow(name: string): Promise<void> {
    const entries = this.root.getByRole('navigation', { name: 'Financeiro' });
    const entry = entries.getByRole('link', { name, exact: true }).filter({ visible: true });
    await entries.getByRole('link').first().waitFor();
    if ((await entry.count()) === 0) await entries.locator('summary', { hasText: 'Mais' }).click();
    await entry.first().click();
  }

  async isInicioOf(firstName: string): Promise<void> {
    await expect(this.heading(`Olá, ${firstName}`)).toBeVisible();
  }

  async isBoletos(): Promise<void> {
    await expect(this.heading('Boletos')).toBeVisible();
  }

  /** Everything a person or a script could take from the page, attributes and hidden parts included. */
  async source(): Promise<string> {
    return this.root.locator('html').evaluate((html) => html.outerHTML);
  }

  /** The page's text, hidden parts included, with what the markup splits joined again. */
  async text(): Promise<string> {
    return (await this.source()).replace(/<!--.*?-->|<!>|<[^>]*>/gs, '').replace(/\s+/g, ' ');
  }

  /** Every linha digitável in the page, as digits. */
  async lines(): Promise<Set<string>> {
    return new Set([...(await this.text()).matchAll(new RegExp(LINE, 'g'))].map(([line]) => line.replace(/\D/g, '')));
  }

  /** Where an element lies in the plugin's own window, which is what a person sees without scrolling. */
  async placeOf(element: Locator): Promise<{ top: number; bottom: number; left: number; right: number }> {
    const box = await element.boundingBox();
    if (!box) throw new Error('the element is not visible');
    const frame = this.iframe ? await this.iframe.boundingBox() : { x: 0, y: 0 };
    if (!frame) throw new Error('the frame is not visible');
    const top = box.y - frame.y;
    const left = box.x - frame.x;
    return { top, bottom: top + box.height, left, right: left + box.width };
  }
}
