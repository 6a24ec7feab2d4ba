// A load generator over plain sockets: one request at a time on each kept connection, the next as soon as the answer is
// whole. node:http would cost about as much as the server it measures; this looks only at the status line, the length and
// the end of a chunked body.

import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
const TAIL = LAST_CHUNK.length;
/** A server that says nothing for so long has failed; the plugin promises 6 s. */
const SILENT_MS = 15_000;

/** How a request ended. */
export const END = {
  /** 200 and complete. */
  whole: 'whole',
  /** Complete, with another status. */
  refused: 'refused',
  /** The connection ended in the middle of the answer. */
  cut: 'cut',
  /** The connection ended before a byte of the answer. */
  unanswered: 'unanswered',
};

/** The bytes of a GET. */
export function get(url, headers) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${lines.join('')}\r\n`;
}

/** One kept connection. */
export class Connection {
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.open = true;
    this.reset();
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => {});
    socket.setTimeout(SILENT_MS, () => socket.destroy());
    socket.on('close', () => {
      this.open = false;
      this.finish(this.received === 0 ? END.unanswered : END.cut);
    });
  }

  reset() {
    this.received = 0;
    this.head = undefined;
    this.tail = Buffer.alloc(0);
  }

  /** Sends one request. Resolves with how it ended, milliseconds, and whether the server will keep the connection. */
  ask(bytes) {
    return new Promise((resolve) => {
      this.reset();
      this.begun = performance.now();
      this.resolve = resolve;
      if (this.open) this.socket.write(bytes);
      else this.finish(END.unanswered);
    });
  }

  finish(end) {
    const { resolve } = this;
    this.resolve = undefined;
    resolve?.({ end, status: this.head?.status, milliseconds: performance.now() - this.begun, kept: this.open && !this.head?.closes });
  }

  receive(chunk) {
    this.received += chunk.length;
    if (!this.head) {
      this.tail = this.tail.length ? Buffer.concat([this.tail, chunk]) : chunk;
      const end = this.tail.indexOf(HEAD_END);
      if (end < 0) return;
      this.head = readHead(this.tail.toString('latin1', 0, end));
      this.body = this.tail.length - end - HEAD_END.length;
      // The line end before the body stays, for a body whose first chunk is already the last.
      this.tail = this.tail.subarray(end + 2);
    } else {
      this.body += chunk.length;
      this.tail = chunk.length >= TAIL ? chunk : Buffer.concat([this.tail.subarray(-TAIL), chunk]);
    }
    const { length, status } = this.head;
    const whole = length === undefined ? this.tail.subarray(-TAIL).equals(LAST_CHUNK) : this.body >= length;
    if (whole) this.finish(status === 200 ? END.whole : END.refused);
  }

  close() {
    this.socket.destroy();
  }
}

function readHead(text) {
  const length = /^content-length: (\d+)/im.exec(text)?.[1];
  return { status: Number(text.slice(9, 12)), length: length && Number(length), closes: /^connection: close/im.test(text) };
}

/** Results of many requests. */
export class Tally {
  times = [];
  ends = { whole: 0, refused: 0, cut: 0, unanswered: 0 };

  add({ end, milliseconds }) {
    this.ends[end] += 1;
    if (end === END.whole) this.times.push(milliseconds);
  }

  get failed() {
    return this.ends.refused + this.ends.cut + this.ends.unanswered;
  }

  percentile(p) {
    return percentile(this.times, p);
  }
}

export function percentile(values, p) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? NaN;
}

/** Keeps `connections` busy for `seconds`. `request(n)` gives the bytes of the nth request. */
export async function keepBusy({ port, connections, seconds, request }) {
  const tally = new Tally();
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const begun = performance.now();
  const until = begun + seconds * 1000;
  let sent = 0;
  await Promise.all(
    open.map(async (connection) => {
      while (connection.open && performance.now() < until) tally.add(await connection.ask(request(sent++)));
    }),
  );
  const took = (performance.now() - begun) / 1000;
  for (const connection of open) connection.close();
  return { tally, took };
}
