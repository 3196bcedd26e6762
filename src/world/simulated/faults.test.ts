import { describe, expect, it } from 'vitest';

import { isQuipuError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { later } from '../../core/time.ts';
import type { SocketEvent } from '../../core/world.ts';
import { createSimulatedWorld, type SimulatedWorld } from './create-simulated-world.ts';
import { CALM, drawFaultPlan, type FaultPlan } from './fault-plan.ts';

const ALWAYS = { stopsAfterMs: Number.POSITIVE_INFINITY };

function under(faults: Partial<FaultPlan>, seed = 1): SimulatedWorld {
  return createSimulatedWorld({ seed, faults: { ...CALM, ...ALWAYS, ...faults } });
}

interface Outcome {
  readonly outcome: string;
  readonly handled: number;
  /** Times at which the handler ran, in milliseconds from the start of the request. */
  readonly handledAtMs: number | undefined;
}

async function exchange(sim: SimulatedWorld): Promise<Outcome> {
  const client = sim.node('client');
  let handled = 0;
  let handledAt: number | undefined;
  let begun = 0;
  const outcome = await sim.complete(async () => {
    await sim.node('server').listeners.listen(7411, {
      handle: async () => {
        handled += 1;
        handledAt = sim.kernel.now();
        return { status: 200, headers: {}, body: 'ok' };
      },
    });
    begun = sim.kernel.now();
    const url = 'http://127.0.0.1:7411/';
    return client.http.send({ method: 'POST', url, headers: {}, timeoutMs: 2_000 }).then(
      ({ body }) => body,
      (error: unknown) =>
        isQuipuError(error) ? `${error.code} sent ${String(error.facts['sent'])}` : 'unknown',
    );
  });
  await sim.run();
  return { outcome, handled, handledAtMs: handledAt === undefined ? undefined : handledAt - begun };
}

describe('each network fault has its documented effect', () => {
  // Each row: the plan, the client's result, how often the handler ran.
  const rows: readonly (readonly [string, Partial<FaultPlan>, string, number])[] = [
    ['nothing', {}, 'ok', 1],
    ['N-01 a lost request', { requestLost: 1 }, 'world.timeout sent true', 0],
    ['N-02 a lost response', { responseLost: 1 }, 'world.timeout sent true', 1],
    ['N-04 a late request', { requestLate: 1 }, 'world.timeout sent true', 1],
    ['N-05 a request twice', { requestTwice: 1 }, 'ok', 2],
  ];
  it.each(rows)('%s', async (_, plan, outcome, handled) => {
    expect(await exchange(under(plan))).toMatchObject({ outcome, handled });
  });

  it('N-04: a late request is handled only after the client’s deadline', async () => {
    const { handledAtMs } = await exchange(under({ requestLate: 1 }));
    expect(handledAtMs).toBeGreaterThan(3_000);
    expect(handledAtMs).toBeLessThan(303_000);
  });

  it('N-06: a reset reports whether anything was sent, before and after the handler', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const { outcome, handled } = await exchange(under({ connectionReset: 0.5 }, seed));
      seen.add(`${outcome}, handled ${handled}`);
    }
    expect([...seen].sort()).toEqual([
      'ok, handled 1',
      'world.network sent false, handled 0',
      'world.network sent true, handled 0',
      'world.network sent true, handled 1',
    ]);
  });

  it('heals: no fault after the instant at which faults stop', async () => {
    const sim = createSimulatedWorld({
      seed: 1,
      faults: { ...CALM, requestLost: 1, stopsAfterMs: 9 },
    });
    await sim.complete(() => sim.node('client').clock.sleep(10));
    expect(await exchange(sim)).toMatchObject({ outcome: 'ok' });
    const healed = under({ requestLost: 1 });
    healed.heal();
    expect(await exchange(healed)).toMatchObject({ outcome: 'ok' });
  });
});

async function frames(plan: Partial<FaultPlan>, count: number): Promise<readonly SocketEvent[]> {
  const sim = under(plan);
  const events: SocketEvent[] = [];
  await sim.complete(async () => {
    await sim.node('server').listeners.listen(7411, {
      handle: async () => ({ status: 200, headers: {}, body: '' }),
      upgrade: async () => ({
        kind: 'accept',
        serve: (socket) => {
          for (let index = 0; index < count; index += 1) socket.send(String(index));
          socket.close();
        },
      }),
    });
    const socket = await sim
      .node('client')
      .sockets.connect('ws://127.0.0.1:7411/', { timeoutMs: 60_000 });
    for await (const event of socket.events) events.push(event);
  });
  return events;
}

function numbers(events: readonly SocketEvent[]): number[] {
  return events.flatMap((event) => (event.kind === 'message' ? [Number(event.data)] : []));
}

describe('each socket fault has its documented effect', () => {
  const ascending = (list: readonly number[]): boolean =>
    list.every((value, index) => index === 0 || list[index - 1]! <= value);

  it('W-01 drops single frames while the socket lives', async () => {
    const got = await frames({ frameLost: 0.2 }, 500);
    expect(numbers(got).length).toBeGreaterThan(300);
    expect(numbers(got).length).toBeLessThan(500);
    expect(ascending(numbers(got))).toBe(true);
    expect(got.at(-1)).toMatchObject({ code: 1000 });
  });

  it('W-02 delivers frames twice', async () => {
    const got = numbers(await frames({ frameTwice: 0.2 }, 500));
    expect(new Set(got).size).toBe(500);
    expect(got.length).toBeGreaterThan(550);
    expect(ascending(got)).toBe(true);
  });

  it('W-03 lets frames overtake others, and loses none', async () => {
    const got = numbers(await frames({ frameReordered: 0.2 }, 500));
    expect(got).toHaveLength(500);
    expect(new Set(got).size).toBe(500);
    expect(ascending(got)).toBe(false);
  });

  it('W-04 stalls a socket; a dead one is closed at both ends as lost', async () => {
    const ends = new Set<number>();
    for (let round = 1; round <= 8; round += 1) {
      const last = (await frames({ streamStalled: 0.1 }, round * 3)).at(-1);
      if (last?.kind === 'closed') ends.add(last.code);
    }
    expect(ends).toEqual(new Set([1000, 1006]));
  });

  it('W-04: stalled sockets and streams resume when the faults stop', async () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const sim = under({ streamStalled: 1, stopsAfterMs: 60_000 }, seed);
      const { clock, listeners } = sim.node('server');
      const { http, sockets } = sim.node('client');
      const received: string[] = [];
      const body = async function* (): AsyncGenerator<string> {
        yield 'piece';
        await clock.sleep(86_400_000);
      };
      await sim.complete(() =>
        listeners.listen(7411, {
          handle: async () => ({ status: 200, headers: {}, body: body() }),
          upgrade: async () => ({ kind: 'accept', serve: (socket) => socket.send('frame') }),
        }),
      );
      void (async () => {
        const socket = await sockets.connect('ws://127.0.0.1:7411/', { timeoutMs: 9_000 });
        for await (const event of socket.events) received.push(`socket ${event.kind}`);
      })();
      void (async () => {
        const url = 'http://127.0.0.1:7411/';
        const request = { method: 'GET', url, headers: {}, timeoutMs: 9_000 };
        const stream = http.stream(request, new AbortController().signal);
        for await (const piece of stream) received.push(`stream ${piece}`);
      })().catch(() => received.push('stream broken'));
      await sim.run({ at: later(sim.kernel.startedAt, 62_000) });
      expect(
        received.some((what) => what.startsWith('socket ')),
        `seed ${seed}`,
      ).toBe(true);
      expect(
        received.some((what) => what.startsWith('stream ')),
        `seed ${seed}`,
      ).toBe(true);
    }
  });

  it('W-05 cuts a socket between two frames', async () => {
    const got = await frames({ streamCut: 0.05 }, 500);
    expect(got.at(-1)).toMatchObject({ kind: 'closed', code: 1006 });
  });
});

describe('a drawn plan of faults', () => {
  const plans = Array.from({ length: 2_000 }, (_, seed) => drawFaultPlan(seededRandom(seed)));
  const share = (test: (plan: FaultPlan) => boolean): number =>
    plans.filter((plan) => test(plan)).length / plans.length;

  it('is calm for one seed in ten, and omits each class for about half of the others', () => {
    expect(share((plan) => plan === CALM)).toBeCloseTo(0.1, 1);
    const classes = ['requestLost', 'responseLost', 'requestLate', 'requestTwice'] as const;
    const streams = ['frameLost', 'frameTwice', 'frameReordered', 'streamStalled'] as const;
    for (const name of [...classes, ...streams, 'connectionReset', 'streamCut'] as const) {
      expect(
        share((plan) => plan[name] > 0),
        name,
      ).toBeCloseTo(0.45, 1);
    }
  });

  it('keeps every rate in its range', () => {
    for (const plan of plans) {
      expect(plan.requestLost).toBeLessThanOrEqual(0.2);
      expect(plan.responseLost).toBeLessThanOrEqual(0.2);
      expect(plan.requestLate).toBeLessThanOrEqual(0.05);
      expect(plan.requestTwice).toBeLessThanOrEqual(0.05);
      expect(plan.frameLost).toBeLessThanOrEqual(0.05);
      expect(plan.frameTwice).toBeLessThanOrEqual(0.2);
      expect(plan.delayMsMean).toBeLessThanOrEqual(5_000);
    }
  });

  it('is the same for the same seed', () => {
    expect(drawFaultPlan(seededRandom(9))).toEqual(drawFaultPlan(seededRandom(9)));
  });
});
