import { connect, type Socket as Connection } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import type { ServerRequest } from '../../core/http.ts';
import type { Listening } from '../../core/world.ts';
import { createRealListeners } from './listeners.ts';

const faults: unknown[] = [];
const seen: ServerRequest[] = [];
let open: Listening | undefined;

async function listen(): Promise<number> {
  const listeners = createRealListeners({ onFault: (error) => faults.push(error) });
  open = await listeners.listen(0, {
    handle: async (request) => {
      seen.push(request);
      return { status: 200, headers: {}, body: 'ok' };
    },
  });
  return open.port;
}

afterEach(async () => {
  await open?.close();
  seen.length = 0;
});

/** Writes bytes on a raw connection and reads until the server closes it. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const connection: Connection = connect(port, '127.0.0.1', () => connection.write(text));
    connection.on('data', (piece) => (answer += piece.toString('latin1')));
    connection.once('close', () => resolve(answer));
    connection.once('error', reject);
  });
}

function request(target: string, headers: readonly string[], body = ''): string {
  return [`POST ${target} HTTP/1.1`, ...headers, 'connection: close', '', body].join('\r\n');
}

describe('a listener gets requests that no well-behaved client sends', () => {
  // Each row: description, request, response status, whether a handler sees it.
  const rows = [
    ['a plain request', request('/', ['host: a', 'content-length: 0']), 200, true],
    ['two Host headers', request('/', ['host: a', 'Host: b', 'content-length: 0']), 400, false],
    ['no Host header', request('/', ['content-length: 0']), 400, false],
    [
      'an absolute target',
      request('http://a:1/x?y', ['host: a:1', 'content-length: 0']),
      200,
      true,
    ],
    [
      'an absolute target on another host',
      request('http://b/', ['host: a', 'content-length: 0']),
      400,
      false,
    ],
    ['a target with a user', request('http://u@a/', ['host: a', 'content-length: 0']), 400, false],
    ['another scheme', request('ftp://a/', ['host: a', 'content-length: 0']), 400, false],
    ['a star as target', request('*', ['host: a', 'content-length: 0']), 400, false],
    ['a body that is too large', request('/', ['host: a', 'content-length: 9999999']), 413, false],
    [
      'two lengths',
      request('/', ['host: a', 'content-length: 1', 'content-length: 2'], 'x'),
      400,
      false,
    ],
    [
      'length and chunks',
      request('/', ['host: a', 'content-length: 1', 'transfer-encoding: chunked'], 'x'),
      400,
      false,
    ],
    ['huge headers', request('/', ['host: a', `x: ${'y'.repeat(20_000)}`]), 431, false],
    ['garbage', '\u0016\u0003\u0001 hello\r\n\r\n', 400, false],
    [
      'an upgrade to an unsupported protocol',
      request('/', ['host: a', 'upgrade: h2c', 'connection: upgrade', 'content-length: 0']),
      200,
      true,
    ],
  ] as const;

  it.each(rows)('%s', async (_, text, status, reached) => {
    const port = await listen();
    const answer = await exchange(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status !== 200) expect(answer).toMatch(/"code":"world\.[a-z_]+","detail":"Expected /);
    expect(seen.length > 0).toBe(reached);
  });

  it('refuses a body whose bytes are not UTF-8', async () => {
    const port = await listen();
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: new Uint8Array([0xff, 0xfe, 0x41]),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'world.bad_request' });
    expect(seen).toHaveLength(0);
  });

  it('reports the reason to a client that is still sending', async () => {
    const port = await listen();
    const body = 'x'.repeat(8_000_000);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'world.body_too_large' });
    expect(seen).toHaveLength(0);
  });

  it('refuses a body that grows too large in pieces', async () => {
    const port = await listen();
    const piece = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const head = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await exchange(port, `${head}${piece.repeat(4)}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(seen).toHaveLength(0);
  });
});

describe('a streamed response', () => {
  it('is produced only as fast as its reader consumes it', async () => {
    let produced = 0;
    const listeners = createRealListeners({ onFault: (error) => faults.push(error) });
    const body = async function* (): AsyncGenerator<string> {
      for (; produced < 2_000; produced += 1) yield 'x'.repeat(64 * 1024);
    };
    open = await listeners.listen(0, {
      handle: async () => ({ status: 200, headers: {}, body: body() }),
    });
    const { port } = open;
    const connection = connect(port, '127.0.0.1');
    connection.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await new Promise((resolve) => connection.once('data', resolve));
    connection.pause();
    // The reader has stopped; once the buffers are full, nothing more must be produced.
    let before = -1;
    while (before !== produced) {
      before = produced;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(produced).toBeLessThan(1_000);
    connection.destroy();
  });
});
