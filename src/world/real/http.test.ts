import { createServer } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import type { HttpRequest } from '../../core/http.ts';
import { createRealHttp } from './http.ts';
import { createRealListeners } from './listeners.ts';

const http = createRealHttp();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function post(origin: string, timeoutMs: number): HttpRequest {
  return { method: 'POST', url: `${origin}/`, headers: {}, body: 'x', timeoutMs };
}

describe('a request that is abandoned before it has a connection', () => {
  it('reports that nothing was sent, and is never sent later', async () => {
    const gate = Promise.withResolvers<void>();
    let arrived = 0;
    const listening = await createRealListeners({ onFault: () => {} }).listen(0, {
      handle: async () => {
        arrived += 1;
        await gate.promise;
        return { status: 200, headers: {}, body: 'ok' };
      },
    });
    closers.push(() => listening.close());
    const origin = `http://127.0.0.1:${listening.port}`;
    // Waiting requests use every connection, so one more has to queue.
    const taken = Array.from({ length: 64 }, () => http.send(post(origin, 20_000)));
    await expect(http.send(post(origin, 300))).rejects.toMatchObject({
      code: 'world.timeout',
      retry: 'safe',
      facts: { sent: false },
    });
    gate.resolve();
    expect((await Promise.all(taken)).every(({ body }) => body === 'ok')).toBe(true);
    expect((await http.send(post(origin, 20_000))).body).toBe('ok');
    expect(arrived).toBe(65);
  });

  it('reports that nothing was sent when TLS never completes', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(() => silent.close());
    const { port } = silent.address() as { port: number };
    await expect(http.send(post(`https://127.0.0.1:${port}`, 100))).rejects.toMatchObject({
      code: 'world.timeout',
      facts: { sent: false },
    });
  });
});

describe('a response that breaks off', () => {
  it('fails as sent, whether it broke before or during the response', async () => {
    const answers = ['', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', 'garbage\r\n\r\n'];
    for (const answer of answers) {
      const server = createServer((connection) => {
        connection.on('error', () => {});
        connection.once('data', () => connection.end(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closers.push(() => server.close());
      const { port } = server.address() as { port: number };
      await expect(http.send(post(`http://127.0.0.1:${port}`, 5_000))).rejects.toMatchObject({
        code: 'world.network',
        retry: 'verify_first',
        facts: { sent: true },
      });
    }
  });

  it('is sent only once: a broken exchange is not repeated', async () => {
    let connections = 0;
    const server = createServer((connection) => {
      connections += 1;
      connection.on('error', () => {});
      connection.once('data', () => connection.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = server.address() as { port: number };
    const get = { ...post(`http://127.0.0.1:${port}`, 5_000), method: 'GET' };
    await expect(http.send({ ...get, body: '' })).rejects.toMatchObject({ code: 'world.network' });
    expect(connections).toBe(1);
  });
});
