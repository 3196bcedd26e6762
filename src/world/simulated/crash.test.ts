import { describe, expect, it } from 'vitest';

import type { HttpRequest } from '../../core/http.ts';
import type { Socket, SocketEvent, World } from '../../core/world.ts';
import { createSimulatedWorld, type SimulatedWorld } from './create-simulated-world.ts';

const OK = { status: 200, headers: {}, body: 'ok' };

function calm(seed = 1): SimulatedWorld {
  return createSimulatedWorld({ seed, faults: 'calm' });
}

function get(path = '/'): HttpRequest {
  const url = `http://127.0.0.1:7411${path}`;
  return { method: 'GET', url, headers: {}, timeoutMs: 10_000 };
}

async function readAll(socket: Socket): Promise<SocketEvent[]> {
  const events: SocketEvent[] = [];
  for await (const event of socket.events) events.push(event);
  return events;
}

describe('a crash', () => {
  it('stops every timer and every wait of the program, and none of another', async () => {
    const sim = calm();
    const seen: string[] = [];
    const tick = (name: string, world: World): void => {
      world.clock.timer(10, () => {
        seen.push(name);
        tick(name, world);
      });
    };
    tick('a', sim.node('a'));
    tick('b', sim.node('b'));
    void sim
      .node('a')
      .clock.sleep(100)
      .then(() => seen.push('woken'));
    sim.after(55, () => sim.crash('a'));
    await sim.run({ stepsMax: 100 });
    expect(seen.filter((name) => name === 'a')).toHaveLength(5);
    expect(seen.filter((name) => name === 'b').length).toBeGreaterThan(50);
    expect(seen).not.toContain('woken');
    expect(sim.alive('a')).toBe(false);
    expect(sim.alive('b')).toBe(true);
  });

  it('breaks the exchanges that the program was serving, and frees its port', async () => {
    const sim = calm();
    const server = sim.node('server');
    const finished: string[] = [];
    const outcome = await sim.complete(async () => {
      await server.listeners.listen(7411, {
        handle: async () => {
          await server.clock.sleep(1_000);
          finished.push('handler');
          return OK;
        },
      });
      sim.after(500, () => sim.crash('server'));
      const error: unknown = await sim
        .node('client')
        .http.send(get())
        .catch((thrown: unknown) => thrown);
      await sim.node('client').clock.sleep(5_000);
      const again = sim.node('server');
      expect(again).not.toBe(server);
      await again.listeners.listen(7411, { handle: async () => OK });
      return [error, await sim.node('client').http.send(get())] as const;
    });
    expect(outcome[0]).toMatchObject({ code: 'world.network', facts: { sent: true } });
    expect(outcome[1].body).toBe('ok');
    expect(finished, 'the handler of the ended life never continued').toEqual([]);
  });

  it('drops messages to the dead client, and notifies the server', async () => {
    const sim = calm();
    const server = sim.node('server');
    const client = sim.node('client');
    const seen: string[] = [];
    await sim.complete(async () => {
      await server.listeners.listen(7411, {
        handle: async ({ signal }) => {
          signal?.addEventListener('abort', () => seen.push('gone'));
          await server.clock.sleep(1_000);
          seen.push('answered');
          return OK;
        },
      });
      void client.http.send(get()).finally(() => seen.push('received'));
      sim.after(500, () => sim.crash('client'));
      await server.clock.sleep(20_000);
    });
    expect(seen).toEqual(['gone', 'answered']);
  });

  it('closes its sockets at the other end, after frames already sent', async () => {
    const sim = calm();
    const server = sim.node('server');
    const events = await sim.complete(async () => {
      await server.listeners.listen(7411, {
        handle: async () => OK,
        upgrade: async () => ({
          kind: 'accept',
          serve: (socket) => {
            server.clock.timer(100, () => socket.send('last words'));
            server.clock.timer(200, () => socket.send('never'));
          },
        }),
      });
      const url = 'ws://127.0.0.1:7411/';
      const socket = await sim.node('client').sockets.connect(url, { timeoutMs: 1_000 });
      sim.after(130, () => sim.crash('server'));
      return readAll(socket);
    });
    expect(events).toEqual([
      { kind: 'message', data: 'last words' },
      { kind: 'closed', code: 1006, reason: 'the connection was lost' },
    ]);
  });

  it('leaves the world of the ended life dead: it sends and receives nothing', async () => {
    const sim = calm();
    const ghost = sim.node('a');
    const seen: string[] = [];
    sim.crash('a');
    ghost.log.write('error', 'boo');
    ghost.clock.timer(1, () => seen.push('timer'));
    void ghost.files.write('/x', 'x').then(() => seen.push('written'));
    void ghost.listeners.listen(80, { handle: async () => OK }).then(() => seen.push('listening'));
    void ghost.http.send(get()).catch(() => seen.push('sent'));
    expect(await sim.run()).toMatchObject({ reason: 'idle', steps: 0 });
    expect(seen).toEqual([]);
    expect(sim.logs).toEqual([]);
    expect(sim.disk('a').files.size).toBe(0);
  });

  it('keeps the disk, and gives the next life its own process and randomness', async () => {
    const sim = calm();
    const first = sim.node('a', { env: { MODE: 'sim' }, cwd: '/home' });
    await sim.complete(() => first.files.write('run.json', 'one'));
    const drawn = first.random.u32();
    sim.crash('a');
    const second = sim.node('a');
    expect(await sim.complete(() => second.files.read('/home/run.json'))).toBe('one');
    expect(second.process.env).toEqual({ MODE: 'sim' });
    expect(second.process.pid).not.toBe(first.process.pid);
    expect(second.process.alive(first.process.pid)).toBe(false);
    expect(second.process.alive(second.process.pid)).toBe(true);
    expect(second.random.u32()).not.toBe(drawn);
  });
});

describe('a crash at each step in turn', () => {
  /** Decides, stores the decision, then sends it; like a program that must not send first. */
  async function runOnce(crashAt: number | undefined): Promise<{ steps: number; state: string }> {
    const sim = calm(5);
    const broker = sim.node('broker');
    const engine = sim.node('engine');
    const received: string[] = [];
    await sim.complete(() =>
      broker.listeners.listen(7411, {
        handle: async ({ path }) => {
          received.push(path);
          return OK;
        },
      }),
    );
    if (crashAt !== undefined) sim.crashAtStep('engine', crashAt);
    let acknowledged = false;
    void (async () => {
      await engine.files.write('/intent', 'buy');
      await engine.http.send(get('/buy'));
      acknowledged = true;
    })();
    await sim.run();
    const written = sim.disk('engine').files.has('/intent');
    const state = [written && 'written', received.length > 0 && 'sent', acknowledged && 'reported'];
    return {
      steps: sim.stepsOf('engine'),
      state: state.filter((part) => part !== false).join(' '),
    };
  }

  it('reaches every possible crash state, and no impossible one', async () => {
    const { steps, state } = await runOnce(undefined);
    expect(state).toBe('written sent reported');
    const states: string[] = [];
    for (let step = 1; step <= steps; step += 1) states.push((await runOnce(step)).state);
    expect([...new Set(states)]).toEqual(['', 'written', 'written sent']);
  });
});

describe('a signal to stop', () => {
  it('reaches the program once, in a separate event', async () => {
    const sim = calm();
    const seen: string[] = [];
    sim.node('a').process.onStop((signal) => seen.push(signal));
    sim.signal('a');
    sim.signal('a', 'SIGINT');
    expect(seen).toEqual([]);
    await sim.run();
    expect(seen).toHaveLength(1);
  });
});
