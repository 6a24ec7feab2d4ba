// Two processes of the release program, on free ports and in a folder that goes away: `demo`, of which only the simulated
// CV and ERP are used, and `serve`, which is what is measured. Apart, so that memory and processor time are the plugin's.

import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { call } from './client.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 30_000;
/** USER_HZ, which Linux has fixed at 100 for everything it shows. */
const TICKS_PER_SECOND = 100;

/** The program under test: FINANCEIRO_BIN, or the release build. It runs in the current folder, where target/site is. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const file = process.env.FINANCEIRO_BIN ?? path.join(target, 'release', 'financeiro');
  if (!existsSync(file)) throw new Error(`${file} does not exist; run "make build" first`);
  return path.resolve(file);
}

/** A program built beside it, e.g. `examples/memoria`. */
export function built(name) {
  const file = path.join(path.dirname(program()), name);
  if (!existsSync(file)) throw new Error(`${file} does not exist; run "make bench" or build it`);
  return file;
}

/** A process of ours; ends with the bench, whatever happens. */
export class Program {
  constructor(args, { timeout, file = program() } = {}) {
    // Only what is said here configures the program, not what happens to be in the caller's environment.
    const inherited = Object.entries(process.env).filter(([name]) => !/^(FINANCEIRO__|LEPTOS_)/.test(name));
    this.child = spawn(file, args, {
      env: { ...Object.fromEntries(inherited), RUST_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    this.output = '';
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => (this.output += chunk));
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(code ?? signal));
      this.child.once('error', ({ message }) => resolve((this.output += message)));
    });
    // SIGTERM, so that `demo` removes its own folder.
    const end = () => this.child.kill('SIGTERM');
    process.once('exit', end);
    this.ended.then(() => process.off('exit', end));
  }

  get running() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until `ready` gives something; it is asked again every 50 ms. */
  async until(ready) {
    const limit = performance.now() + STARTS_WITHIN_MS;
    while (performance.now() < limit && this.running) {
      const result = await ready();
      if (result) return result;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.child.spawnargs.join(' ')} did not start:\n${this.output}`);
  }

  async stop() {
    if (this.running) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOPS_WITHIN_MS);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }

  /** Resident memory now and its peak, in MB of 1000 kB as the kernel counts kB. */
  async memory() {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1000;
    return { now: field('VmRSS'), peak: field('VmHWM') };
  }

  /** Processor seconds used so far, all threads. */
  async processor() {
    const fields = (await readFile(`/proc/${this.child.pid}/stat`, 'utf8')).split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }
}

/** Processor seconds this machine has spent on anything, everybody's. */
export async function machine() {
  const [user, nice, system, , , irq, softirq] = (await readFile('/proc/stat', 'utf8')).split('\n')[0].split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

export class World {
  /**
   * A fresh database, an empty short memory, no faults. `front`, when given, gets the simulated ERP's address and answers that of
   * a server to ask in its place.
   */
  static async start({ front } = {}) {
    const world = new World();
    try {
      world.folder = await mkdtemp(path.join(tmpdir(), 'financeiro-bench-'));
      process.once('exit', world.sweep);
      await world.simulate();
      if (front) world.erp = await front(world.erp);
      await world.serve();
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  async simulate() {
    this.simulator = new Program(['demo', '--port-portal', '0', '--port-plugin', '0']);
    const portal = await this.simulator.until(() => /^portal: (http\S+)$/m.exec(this.simulator.output)?.[1]);
    this.portal = new URL(portal);
    const help = await call(new URL('/simulador', this.portal));
    const erp = /(http:\/\/127\.0\.0\.1:\d+)\/boletos-abertos/.exec(help.content.toString())?.[1];
    if (!erp) throw new Error('the simulator does not say where its ERP is');
    this.erp = new URL(erp);
  }

  async serve() {
    const port = await freePort();
    this.plugin = new URL(`http://plugin.localhost:${port}`);
    const file = path.join(this.folder, 'financeiro.toml');
    await writeFile(file, this.configuration(port));
    for (const command of ['keygen', 'migrate']) {
      const step = new Program([command, '--config', file], { timeout: STARTS_WITHIN_MS });
      const how = await step.ended;
      if (how !== 0) throw new Error(`${command} ended with ${how}:\n${step.output}`);
    }
    this.server = new Program(['serve', '--config', file]);
    await this.server.until(() => call(new URL('/saude/pronto', this.plugin)).then(({ status }) => status === 200, () => false));
  }

  configuration(port) {
    return `[package.metadata.leptos]
output-name = "financeiro"
site-root = "target/site"
site-pkg-dir = "pkg"
site-addr = "127.0.0.1:${port}"
env = "PROD"
hash-files = true

[servidor]
url-publica = "${this.plugin.origin}"
proxies-confiaveis = ["127.0.0.1/32"]

[armazenamento]
url = "sqlite://${path.join(this.folder, 'bench.db')}"
chaves-file = "${path.join(this.folder, 'chaves.json')}"

[desenvolvimento]
permitir-loopback = true

[[incorporadora]]
slug = "horizonte"
nome = "Construtora Horizonte"
cor = "#0b6e4f"
contato = { telefone = "(79) 3000-0000", email = "financeiro@horizonte.example" }

[incorporadora.portal]
url = "http://127.0.0.1:${this.portal.port}"
frame-ancestors = ["${this.portal.origin}"]

[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"

[incorporadora.erp]
tipo = "rest"
url = "${this.erp.origin}"
autenticacao = { tipo = "bearer", token = "erp-demo" }
documentos-hosts = ["127.0.0.1"]
`;
  }

  /** A launch nobody has used, as the portal's page would frame it, but on the plugin that is measured. */
  async launchUrl(person, agent) {
    const page = await call(new URL(`/cliente/plugin/financeiro?entrega=query&pessoa=${person}`, this.portal), { agent });
    const token = /<iframe[^>]*\btoken=([\w.~+/=-]+)/.exec(page.content.toString())?.[1];
    if (!token) throw new Error(`the simulated portal gave no token for ${person}`);
    return new URL(`/p/horizonte/cliente?token=${token}`, this.plugin);
  }

  async setFaults(faults) {
    const headers = { 'content-type': 'application/json' };
    const answer = await call(new URL('/simulador/falhas', this.portal), { method: 'POST', headers, body: JSON.stringify({ falhas: faults }) });
    if (answer.status !== 200) throw new Error(`the simulator refused ${faults}: ${answer.content}`);
  }

  /** Calls each simulated endpoint has received so far. */
  async upstreamCalls() {
    const answer = await call(new URL('/simulador/falhas', this.portal));
    return JSON.parse(answer.content).chamadas;
  }

  async stop() {
    await Promise.all([this.server?.stop(), this.simulator?.stop()]);
    process.off('exit', this.sweep);
    this.sweep();
  }

  sweep = () => {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
