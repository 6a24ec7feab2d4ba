// The plugin's pages by what a person sees in them: roles and names, no class or id.

import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** 47 digits of a cobrança line, grouped for reading. */
export const LINE = /\d{5}\.\d{5}\s\d{5}\.\d{6}\s\d{5}\.\d{6}\s\d\s\d{14}/;
/** A Pix code: format indicator at the start, CRC at the end. */
export const PIX = /000201\S.*6304[0-9A-F]{4}/;
export const AMOUNT = /R\$\s*(\d{1,3}(?:\.\d{3})*,\d{2})/;

/** Words that claim there is nothing to pay. Only the ERP may say so. */
export const NO_DEBT = /não (tem|há|possui|constam?) (mais )?(débitos?|boletos?|pendências?|parcelas?)|nenhum (débito|boleto)|nada a pagar|tudo (em dia|pago)|está em dia/i;
export const UNAVAILABLE = /não conseguimos|indisponíve|não respondeu|fora do ar/i;
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
    return this.root.getByRole('region', { name: /próximo pagamento|em atraso|a pagar/i }).first();
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

  /** The Pix code as a person can select it: text, or a field that holds it. */
  async pixCode(): Promise<string> {
    const field = this.root.getByRole('textbox', { name: /Pix/i }).first();
    const text = this.root.getByText(PIX).first();
    await expect(field.or(text).first()).toBeVisible();
    const shown = (await field.isVisible()) ? await field.inputValue() : await text.innerText();
    const code = PIX.exec(shown)?.[0];
    if (!code) throw new Error('no Pix code is shown');
    return code;
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
    return this.root.getByRole('link', { name: /tentar (de novo|novamente)/i }).or(this.root.getByRole('button', { name: /tentar (de novo|novamente)/i })).first();
  }

  async go(page: 'Início' | 'Boletos'): Promise<void> {
    await this.root.getByRole('navigation').getByRole('link', { name: page }).click();
  }

  async isInicioOf(firstName: string): Promise<void> {
    await expect(this.heading(`Olá, ${firstName}`)).toBeVisible();
  }

  async isBoletos(): Promise<void> {
    await expect(this.heading('Boletos')).toBeVisible();
  }

  /** All text a person or a script could take from the page, hidden parts included. */
  async source(): Promise<string> {
    return this.root.locator('html').evaluate((html) => html.outerHTML);
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
