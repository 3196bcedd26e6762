import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { HttpRequest, ServerRequest, ServerResponse } from '../../src/core/http.ts';
import type { Listening, Socket, SocketEvent, World } from '../../src/core/world.ts';

/** Two connected programs, and a function that lets time pass until a task is done. */
export interface WorldBench {
  readonly server: World;
  readonly client: World;
  /** A folder that the server may write to. */
  readonly folder: string;
  complete<T>(task: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const OK: ServerResponse = { status: 200, headers: {}, body: 'ok' };

function get(port: number, path = '/', more: Partial<HttpRequest> = {}): HttpRequest {
  const url = `http://127.0.0.1:${port}${path}`;
  return { method: 'GET', url, headers: {}, timeoutMs: 5_000, ...more };
}

async function readAll(socket: Socket): Promise<SocketEvent[]> {
  const events: SocketEvent[] = [];
  for await (const event of socket.events) events.push(event);
  return events;
}

async function* pieces(count: number): AsyncGenerator<string> {
  for (let index = 0; index < count; index += 1) yield await Promise.resolve(`piece ${index}\n`);
}

/** Registers the contract of every world; runs over the real and the simulated one. */
export function worldContract(form: string, open: () => Promise<WorldBench>): void {
  describe(`the ${form} world`, () => {
    let bench: WorldBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.stop());

    const serving = (handle: (request: ServerRequest) => Promise<ServerResponse>) =>
      bench.server.listeners.listen(0, { handle });

    httpLaws(() => bench, serving);
    streamLaws(() => bench, serving);
    socketLaws(() => bench);
    placeLaws(() => bench);
  });
}

type Serving = (handle: (request: ServerRequest) => Promise<ServerResponse>) => Promise<Listening>;

function httpLaws(bench: () => WorldBench, serving: Serving): void {
  it('carries a request and its response completely', async () => {
    const seen: ServerRequest[] = [];
    const answer = await bench().complete(async () => {
      const { port } = await serving(async (request) => {
        seen.push(request);
        return { status: 201, headers: { 'X-Answer': 'yes' }, body: `you said ${request.body}` };
      });
      return bench().client.http.send(
        get(port, '/v1/a%20b?x=1&y=%2F', {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain', 'x-twice': 'a, b' },
          body: 'grüße',
        }),
      );
    });
    expect(answer).toMatchObject({ status: 201, body: 'you said grüße' });
    expect(answer.headers['x-answer']).toBe('yes');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/a%20b', query: 'x=1&y=%2F' });
    expect(seen[0]!.headers).toMatchObject({ 'content-type': 'text/plain', 'x-twice': 'a, b' });
    expect(seen[0]!.headers['host']).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(seen[0]!.body).toBe('grüße');
  });

  it('ends a slow exchange with world.timeout, marked as sent', async () => {
    await bench().complete(async () => {
      const { port } = await serving(() => new Promise(() => {}));
      const sent = bench().client.http.send(get(port, '/', { timeoutMs: 60 }));
      await expect(sent).rejects.toMatchObject({
        code: 'world.timeout',
        retry: 'verify_first',
        facts: { sent: true },
      });
    });
  });

  it('reports that nothing was sent to a closed port', async () => {
    await bench().complete(async () => {
      const listening = await serving(async () => OK);
      await listening.close();
      await expect(bench().client.http.send(get(listening.port))).rejects.toMatchObject({
        code: 'world.network',
        retry: 'safe',
        facts: { sent: false },
      });
    });
  });

  it('ends an exchange with the reason of the signal that aborts it', async () => {
    await bench().complete(async () => {
      const stop = new AbortController();
      const { port } = await serving(() => {
        stop.abort(new Error('enough'));
        return new Promise(() => {});
      });
      await expect(bench().client.http.send(get(port), stop.signal)).rejects.toThrow('enough');
      await expect(bench().client.http.send(get(port), stop.signal)).rejects.toThrow('enough');
    });
  });

  it('returns a redirect and does not follow it', async () => {
    const paths: string[] = [];
    const answer = await bench().complete(async () => {
      const { port } = await serving(async (request) => {
        paths.push(request.path);
        return { status: 302, headers: { location: '/elsewhere' }, body: '' };
      });
      return bench().client.http.send(get(port, '/here'));
    });
    expect(answer.status).toBe(302);
    expect(paths).toEqual(['/here']);
  });

  it('answers 413 to a body over the bound, and 500 when the handler fails', async () => {
    const seen: string[] = [];
    const [large, failed] = await bench().complete(async () => {
      const handle = async (request: ServerRequest): Promise<ServerResponse> => {
        seen.push(request.body);
        throw new Error('planted');
      };
      const { port } = await bench().server.listeners.listen(0, { handle }, { bodyBytesMax: 10 });
      const post = { method: 'POST' };
      return [
        await bench().client.http.send(get(port, '/', { ...post, body: 'x'.repeat(11) })),
        await bench().client.http.send(get(port, '/', { ...post, body: 'x'.repeat(10) })),
      ];
    });
    expect(large).toMatchObject({ status: 413 });
    expect(failed).toMatchObject({ status: 500 });
    expect(failed?.body).not.toContain('planted');
    expect(seen).toEqual(['x'.repeat(10)]);
  });

  it('names the busy port, and reuses a closed port', async () => {
    await bench().complete(async () => {
      const first = await serving(async () => OK);
      const { listeners } = bench().client;
      const again = listeners.listen(first.port, { handle: async () => OK });
      await expect(again).rejects.toMatchObject({
        code: 'world.port_busy',
        message: expect.stringContaining(String(first.port)) as string,
      });
      await first.close();
      await first.close();
      const second = await listeners.listen(first.port, { handle: async () => OK });
      expect(second.port).toBe(first.port);
      expect((await bench().client.http.send(get(second.port))).body).toBe('ok');
      await second.close();
    });
  });

  it('joins a response in pieces and decodes one in bytes', async () => {
    const bodies = await bench().complete(async () => {
      const { port } = await serving(async ({ path }) => ({
        ...OK,
        body: path === '/bytes' ? new TextEncoder().encode('€') : pieces(3),
      }));
      const { http } = bench().client;
      return [
        (await http.send(get(port, '/bytes'))).body,
        (await http.send(get(port, '/pieces'))).body,
      ];
    });
    expect(bodies).toEqual(['€', 'piece 0\npiece 1\npiece 2\n']);
  });
}

function streamLaws(bench: () => WorldBench, serving: Serving): void {
  it('streams a response in order and to its end', async () => {
    const text = await bench().complete(async () => {
      const { port } = await serving(async () => ({ ...OK, body: pieces(500) }));
      let all = '';
      const { signal } = new AbortController();
      for await (const piece of bench().client.http.stream(get(port), signal)) all += piece;
      return all;
    });
    expect(text).toBe(Array.from({ length: 500 }, (_, index) => `piece ${index}\n`).join(''));
  });

  it('notifies the handler when a stream reader disconnects, and ends the stream', async () => {
    const got = await bench().complete(async () => {
      const left = Promise.withResolvers<void>();
      const { port } = await serving(async ({ signal }) => {
        signal?.addEventListener('abort', () => left.resolve());
        const body = async function* (): AsyncGenerator<string> {
          yield 'first';
          await new Promise(() => {});
        };
        return { ...OK, body: body() };
      });
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const piece of bench().client.http.stream(get(port), stop.signal)) {
        seen.push(piece);
        stop.abort();
      }
      await left.promise;
      return seen;
    });
    expect(got).toEqual(['first']);
  });

  it('fails a stream with another status, and one that breaks off', async () => {
    await bench().complete(async () => {
      const { port } = await serving(async ({ path }) => {
        if (path === '/no') return { status: 401, headers: {}, body: 'who are you' };
        const body = async function* (): AsyncGenerator<string> {
          yield await Promise.resolve('first');
          throw new Error('planted');
        };
        return { ...OK, body: body() };
      });
      const read = async (path: string): Promise<void> => {
        const { signal } = new AbortController();
        for await (const _ of bench().client.http.stream(get(port, path), signal)) continue;
      };
      await expect(read('/no')).rejects.toMatchObject({
        code: 'world.network',
        facts: { status: 401 },
      });
      await expect(read('/breaks')).rejects.toMatchObject({ code: 'world.network' });
    });
  });
}

function socketLaws(bench: () => WorldBench): void {
  const accept = (serve: (socket: Socket) => void): Promise<Listening> =>
    bench().server.listeners.listen(0, {
      handle: async () => OK,
      upgrade: async () => ({ kind: 'accept', serve }),
    });
  const connect = (port: number, path = '/stream'): Promise<Socket> =>
    bench().client.sockets.connect(`ws://127.0.0.1:${port}${path}`, {
      headers: { authorization: 'yes' },
      timeoutMs: 5_000,
    });

  it('carries frames both ways, in order, text as text and bytes as bytes', async () => {
    const events = await bench().complete(async () => {
      const { port } = await accept((socket) => {
        socket.send('hello');
        void (async () => {
          for await (const event of socket.events) {
            if (event.kind === 'message') socket.send(event.data);
            if (event.kind === 'message' && event.data === '199') socket.close(4001, 'done');
          }
        })();
      });
      const socket = await connect(port);
      socket.send(new Uint8Array([0, 1, 255]));
      for (let index = 0; index < 200; index += 1) socket.send(String(index));
      return readAll(socket);
    });
    const data = events.flatMap((event) => (event.kind === 'message' ? [event.data] : []));
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    expect(data).toEqual(['hello', new Uint8Array([0, 1, 255]), ...numbers]);
    expect(events.at(-1)).toEqual({ kind: 'closed', code: 4001, reason: 'done' });
  });

  it('reports the close of a socket once to both ends, and ignores later frames', async () => {
    const [theirs, ours] = await bench().complete(async () => {
      const served = Promise.withResolvers<Promise<SocketEvent[]>>();
      const { port } = await accept((socket) => served.resolve(readAll(socket)));
      const socket = await connect(port);
      socket.send('last');
      socket.close(1000, 'bye');
      socket.send('too late');
      const own = await readAll(socket);
      socket.send('much too late');
      socket.close();
      return [await served.promise, own];
    });
    expect(theirs).toEqual([
      { kind: 'message', data: 'last' },
      { kind: 'closed', code: 1000, reason: 'bye' },
    ]);
    expect(ours).toEqual([{ kind: 'closed', code: 1000, reason: 'bye' }]);
  });

  it('refuses a handshake with the handler’s status, 404 without a handler', async () => {
    await bench().complete(async () => {
      const plain = await bench().server.listeners.listen(0, { handle: async () => OK });
      const guarded = await bench().server.listeners.listen(0, {
        handle: async () => OK,
        upgrade: async ({ path, headers }) => ({
          kind: 'refuse',
          response: {
            status: path === '/stream' && headers['authorization'] === 'yes' ? 406 : 500,
            headers: { 'content-type': 'text/plain' },
            body: 'full',
          },
        }),
      });
      await expect(connect(plain.port)).rejects.toMatchObject({
        code: 'world.network',
        facts: { status: 404 },
      });
      await expect(connect(guarded.port)).rejects.toMatchObject({
        code: 'world.network',
        facts: { status: 406 },
      });
      await plain.close();
      await expect(connect(plain.port)).rejects.toMatchObject({ code: 'world.network' });
    });
  });

  it('closes its sockets as going away when the listener closes', async () => {
    const events = await bench().complete(async () => {
      const listening = await accept(() => {});
      const socket = await connect(listening.port);
      const [read] = await Promise.all([readAll(socket), listening.close()]);
      return read;
    });
    expect(events).toMatchObject([{ kind: 'closed', code: 1001 }]);
  });
}

function placeLaws(bench: () => WorldBench): void {
  it('reads back written files completely, and leaves nothing else in the folder', async () => {
    await bench().complete(async () => {
      const { files } = bench().server;
      const folder = `${bench().folder}/deep/er`;
      const path = `${folder}/b.json`;
      expect(await files.list(folder)).toEqual([]);
      expect(await files.read(path)).toBeUndefined();
      await files.makeFolder(folder);
      await files.write(path, 'one');
      await files.write(`${folder}/a.txt`, 'ü'.repeat(100_000), 0o644);
      await Promise.all(['two', 'three', 'four'].map((text) => files.write(path, text)));
      expect(['two', 'three', 'four']).toContain(await files.read(path));
      expect(await files.read(`${folder}/a.txt`)).toBe('ü'.repeat(100_000));
      expect(await files.list(folder)).toEqual(['a.txt', 'b.json']);
      expect(await files.list(`${bench().folder}/deep`)).toEqual(['er']);
      await files.remove(path);
      await files.remove(path);
      expect(await files.list(folder)).toEqual(['a.txt']);
    });
  });

  it('refuses to write where there is no folder', async () => {
    await bench().complete(async () => {
      const written = bench().server.files.write(`${bench().folder}/none/a.txt`, 'x');
      await expect(written).rejects.toMatchObject({ code: 'world.file_failed' });
    });
  });

  it('never wakes a sleeper early, and not at all when canceled', async () => {
    await bench().complete(async () => {
      const { clock } = bench().client;
      let fired = false;
      const cancel = clock.timer(3, () => {
        fired = true;
      });
      cancel();
      cancel();
      const [at, before] = [clock.now(), clock.monotonic()];
      await clock.sleep(20);
      expect(clock.monotonic() - before).toBeGreaterThanOrEqual(20);
      expect(clock.now()).toBeGreaterThan(at);
      expect(fired).toBe(false);
      const stop = new AbortController();
      const asleep = clock.sleep(60_000, stop.signal);
      stop.abort(new Error('awake'));
      await expect(asleep).rejects.toThrow('awake');
      await expect(clock.sleep(1, stop.signal)).rejects.toThrow('awake');
    });
  });

  it('gives random bytes, numbers and identifiers of the right form', () => {
    const { random } = bench().client;
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(random.uuid()).toMatch(uuid);
    expect(random.uuid()).not.toBe(random.uuid());
    expect(random.bytes(33)).toHaveLength(33);
    expect(Number.isInteger(random.u32())).toBe(true);
  });

  it('reports its own process as alive, and an unknown one as not', () => {
    const { process } = bench().server;
    expect(process.alive(process.pid)).toBe(true);
    expect(process.alive(2_000_000_000)).toBe(false);
  });
}
