import { pathToFileURL } from 'node:url';

import type { Socket } from '../../src/core/world.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../src/world/simulated/create-simulated-world.ts';
import { poisonGlobals } from '../../src/world/simulated/poison.ts';

const PORT = 7411;
const ORIGIN = `127.0.0.1:${PORT}`;

/** Counts its requests, stores the count on its disk, and sends it to every listener. */
async function serve(sim: SimulatedWorld): Promise<void> {
  const world = sim.node('counter');
  const sockets = new Set<Socket>();
  let count = Number((await world.files.read('/count')) ?? '0');
  await world.listeners.listen(PORT, {
    handle: async ({ path, signal }) => {
      if (path === '/stream') return { status: 200, headers: {}, body: ticks(sim, signal) };
      count += 1;
      await world.files.write('/count', String(count));
      for (const socket of sockets) socket.send(`count ${count}`);
      return { status: 200, headers: {}, body: String(count) };
    },
    upgrade: async () => ({
      kind: 'accept',
      serve: (socket) => {
        sockets.add(socket);
        void (async () => {
          for await (const event of socket.events) sim.trace('server saw', event.kind);
          sockets.delete(socket);
        })();
      },
    }),
  });
}

async function* ticks(
  sim: SimulatedWorld,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const { clock } = sim.node('counter');
  for (let tick = 0; signal?.aborted !== true; tick += 1) {
    yield `tick ${tick}`;
    await clock.sleep(700);
  }
}

/** Sends, listens and logs until it dies; retries failures after a random pause. */
function live(sim: SimulatedWorld): void {
  const { clock, http, log, random, sockets } = sim.node('asker');
  const forever = async (what: string, attempt: () => Promise<void>): Promise<void> => {
    for (;;) {
      try {
        await attempt();
      } catch (error) {
        log.write('warn', `${what} failed`, { error });
      }
      await clock.sleep(100 + (random.u32() % 900));
    }
  };
  void forever('post', async () => {
    const url = `http://${ORIGIN}/add`;
    const answer = await http.send({ method: 'POST', url, headers: {}, timeoutMs: 3_000 });
    log.write('info', 'counted', { answer: answer.body, id: random.uuid() });
  });
  void forever('listen', async () => {
    const socket = await sockets.connect(`ws://${ORIGIN}/`, { timeoutMs: 3_000 });
    for await (const event of socket.events) sim.trace('asker saw', event);
  });
  void forever('stream', async () => {
    const request = {
      method: 'GET',
      url: `http://${ORIGIN}/stream`,
      headers: {},
      timeoutMs: 3_000,
    };
    const { signal } = new AbortController();
    for await (const piece of http.stream(request, signal)) sim.trace('asker read', piece);
  });
}

/**
 * Simulates ten minutes of two programs that communicate, fail, crash and restart.
 *
 * @returns the digest of all events
 */
export async function runScenario(seed: number): Promise<string> {
  const start = (name: string): void => {
    if (name === 'counter') void serve(sim);
    else live(sim);
  };
  const sim = createSimulatedWorld({
    seed,
    onCrash: (name) => void sim.after(500, () => start(name)),
  });
  const chaos = sim.kernel.random('chaos');
  const crashLater = (): void => {
    sim.after(5_000 + chaos.below(60_000), () => {
      sim.crash(chaos.chance(0.5) ? 'counter' : 'asker');
      crashLater();
    });
  };
  start('counter');
  start('asker');
  crashLater();
  const poison = poisonGlobals();
  try {
    await sim.run({ when: () => sim.kernel.now() - sim.kernel.startedAt > 600_000 });
  } finally {
    poison.restore();
  }
  return sim.digest();
}

// Run as a program, it prints one digest for each given seed.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const seed of process.argv.slice(2)) {
    process.stdout.write(`${await runScenario(Number(seed))}\n`);
  }
}
