// `financeiro demo`: the plugin and the simulator in one process, on ports of its own.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.resolve(import.meta.dirname, '../..');

const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 10_000;

/** The program under test: the release build, or the one named by FINANCEIRO_BIN. */
export function program(): string {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const file = process.env.FINANCEIRO_BIN ?? path.join(target, 'release', 'financeiro');
  if (!existsSync(file)) throw new Error(`${file} does not exist; run "make build" first`);
  return file;
}

export class Demo {
  /** Address of the simulated portal, where a person is chosen. */
  readonly portal: URL;
  /** Origin of the plugin. */
  readonly plugin: URL;
  /** Everything the process wrote so far. */
  readonly log: () => string;

  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, portal: string, plugin: string, log: () => string) {
    this.child = child;
    this.portal = new URL(portal);
    this.plugin = new URL(plugin);
    this.log = log;
  }

  static async start(environment: Record<string, string> = {}): Promise<Demo> {
    // Port 0: the system chooses, so that runs side by side do not meet.
    const child = spawn(program(), ['demo', '--port-portal', '0', '--port-plugin', '0'], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const log = () => output;
    const address = (name: string) => new RegExp(`^${name}: (http\\S+)$`, 'm').exec(output)?.[1];
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`the demo printed no address within ${STARTS_WITHIN_MS} ms:\n${output}`));
      }, STARTS_WITHIN_MS);
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const portal = address('portal');
        const plugin = address('plugin');
        if (portal && plugin) {
          clearTimeout(timer);
          resolve(new Demo(child, portal, plugin, log));
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`the demo ended (${code ?? signal}):\n${output}`));
      });
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOPS_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  /**
   * Replaces the faults of the simulated upstreams: `alvo=falha`, several separated by commas, as `financeiro demo --faults`
   * takes them. None when empty.
   */
  async setFaults(faults: string): Promise<void> {
    const { status, body } = await postForm(new URL('/simulador/falhas', this.portal), { falhas: faults });
    if (status >= 400) throw new Error(`the simulator refused the faults: ${status} ${body}`);
  }
}

/** Browsers resolve `*.localhost` by themselves; Node asks the system, which may not know the name. */
function postForm(url: URL, fields: Record<string, string>): Promise<{ status: number; body: string }> {
  const form = new URLSearchParams(fields).toString();
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname,
      headers: {
        host: url.host,
        origin: url.origin,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(form),
      },
    };
    const call = request(options, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end(form);
  });
}

/** What `financeiro inspect` says of a boleto line or a Pix code. */
export async function inspect(kind: 'boleto' | 'pix', value: string): Promise<{ valido: boolean; valor: string | null }> {
  const { stdout } = await promisify(execFile)(program(), ['inspect', kind, value]).catch(
    // Exit status 1 means "not valid", which the JSON says as well.
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  return JSON.parse(stdout);
}
