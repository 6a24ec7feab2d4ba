// What goes over the wire and what the browser complains about, for one context.

import type { BrowserContext, Request } from '@playwright/test';

export type Transfer = { url: string; type: string; bytes: number };

export class Watch {
  /** Script errors, console errors (CSP violations are among them) and failed requests. */
  readonly complaints: string[] = [];
  readonly requests: Request[] = [];
  // The portal is not ours to decorate.
  private tolerated: RegExp[] = [/\bportal\.localhost:\d+\/favicon\.ico/];

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.requests.push(request));
    context.on('console', (message) => {
      if (message.type() === 'error') this.complain(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.complain(`script: ${error.error().message}`));
  }

  /** Says which complaints belong to the case under test. */
  tolerate(...patterns: RegExp[]): void {
    this.tolerated.push(...patterns);
  }

  private complain(text: string): void {
    this.complaints.push(text);
  }

  unexpected(): string[] {
    return this.complaints.filter((text) => !this.tolerated.some((pattern) => pattern.test(text)));
  }

  /** Requests to anybody but the given hosts. */
  foreign(hosts: string[]): string[] {
    return this.requests
      .map((request) => new URL(request.url()))
      .filter((url) => /^(http|ws)s?:$/.test(url.protocol) && !hosts.includes(url.host))
      .map((url) => url.href);
  }

  /** Bytes on the wire, headers included, of every finished request to one host. */
  async transfers(host: string): Promise<Transfer[]> {
    const transfers: Transfer[] = [];
    for (const request of this.requests) {
      if (new URL(request.url()).host !== host) continue;
      if (!(await request.response())) continue;
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      transfers.push({ url: request.url(), type: request.resourceType(), bytes: responseBodySize + responseHeadersSize });
    }
    return transfers;
  }
}

/** Console line that Chromium writes for a page that answers with this status. */
export const refusedWith = (status: string) => new RegExp(`Failed to load resource.* ${status}`);
