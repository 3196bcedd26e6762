import { createServer, type Server, type Socket as Connection } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import type { Socket, SocketEvent } from '../../core/world.ts';
import { createRealListeners } from './listeners.ts';
import { createRealSockets } from './sockets.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function lastEvent(socket: Socket): Promise<SocketEvent | undefined> {
  let last: SocketEvent | undefined;
  for await (const event of socket.events) last = event;
  return last;
}

/** Creates a relay in front of a port whose traffic can be stopped silently. */
async function relay(port: number): Promise<{ port: number; freeze: () => void }> {
  const { connect } = await import('node:net');
  const connections: Connection[] = [];
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const connection of [near, far]) {
      connection.on('error', () => {});
      connections.push(connection);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const connection of connections) connection.destroy();
    server.close();
  });
  const freeze = (): void => {
    for (const connection of connections) {
      connection.unpipe();
      connection.pause();
    }
  };
  return { port: (server.address() as { port: number }).port, freeze };
}

describe('a socket whose peer goes silent', () => {
  it('is closed as lost at both ends, while one with a live peer stays open', async () => {
    const ping = { everyMs: 30, missedMax: 3 };
    const served: Socket[] = [];
    const listening = await createRealListeners({ onFault: () => {}, ping }).listen(0, {
      handle: async () => ({ status: 404, headers: {}, body: '' }),
      upgrade: async () => ({ kind: 'accept', serve: (socket) => served.push(socket) }),
    });
    closers.push(() => listening.close());
    const between = await relay(listening.port);
    const sockets = createRealSockets(ping);
    const options = { timeoutMs: 5_000 };
    const silent = await sockets.connect(`ws://127.0.0.1:${between.port}/`, options);
    const living = await sockets.connect(`ws://127.0.0.1:${listening.port}/`, options);
    between.freeze();
    const lost = { kind: 'closed', code: 1006, reason: 'the peer stopped responding' };
    expect(await lastEvent(silent)).toEqual(lost);
    expect(await lastEvent(served[0]!)).toEqual(lost);
    served[1]!.send('still here');
    served[1]!.close(1000, 'done');
    const events: SocketEvent[] = [];
    for await (const event of living.events) events.push(event);
    expect(events).toEqual([
      { kind: 'message', data: 'still here' },
      { kind: 'closed', code: 1000, reason: 'done' },
    ]);
  });
});
