import { describe, expect, it } from 'vitest';
import { Rig } from '../../../tests/support/engine-rig.ts';
import { barColumns } from '../../core/columns.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import type { MarketEvent } from '../../market/event.ts';
import { createMemoryJournal } from '../../store/memory/journal.ts';
import { createSimulatedWorld } from '../../world/simulated/create-simulated-world.ts';
import { createEventQueue } from '../../core/event-queue.ts';
import type { Broker, BrokerEvent, Submission } from '../ports.ts';
import { draft as draftFrom } from '../../strategy/intent.ts';
import { startLive } from './run-live.ts';

/** A driver over the engine of a rig, in virtual time, with a broker that is not asked much. */
function house(append: (entries: readonly JournalEntry[]) => Promise<void>) {
  const sim = createSimulatedWorld({ seed: 1, faults: 'calm' });
  const rig = new Rig().ready();
  const world = sim.node('engine');
  const submitted: (boolean | undefined)[] = [];
  const prices = createEventQueue<MarketEvent>();
  const account = createEventQueue<BrokerEvent>();
  const broker: Broker = {
    mode: 'sim',
    submit: async (_, canStillSend): Promise<Submission> => {
      submitted.push(canStillSend?.());
      const evidence = { source: 'response', message: 'nothing' } as const;
      return { kind: 'withheld', at: epochMs(0), evidence };
    },
    find: async () => undefined,
    cancel: async () => ({ kind: 'requested' }),
    replace: () => Promise.reject(new Error('never')),
    events: () => account.items,
    snapshot: () => new Promise(() => {}),
  };
  // The rig's engine has been started; the driver begins where it stands.
  const { engine } = rig;
  const started: typeof engine = Object.create(engine, {
    start: { value: () => ({ entries: [], commands: [] }) },
    handle: { value: (event: Parameters<typeof engine.handle>[0]) => engine.handle(event) },
    observe: { value: (at: EpochMs) => engine.observe(at) },
    canStillSend: {
      value: (...given: Parameters<typeof engine.canStillSend>) => engine.canStillSend(...given),
    },
  }) as typeof engine;
  const journal = { ...createMemoryJournal(), append };
  const live = startLive({
    engine: started,
    feed: { events: () => prices.items },
    broker,
    journal,
    world,
    marketClock: { now: () => rig.at },
    history: async () => barColumns(0),
  });
  const place = {
    kind: 'place',
    at: rig.at,
    by: 'a person',
    key: 'k',
    reason: 'a test',
  } as const;
  const disconnect = (): void => void account.push({ kind: 'disconnected', at: rig.at });
  return { sim, rig, live, submitted, world, place, prices, disconnect };
}

describe('the live driver', () => {
  it('sends a fresh decision', async () => {
    const { sim, live, submitted, place } = house(async () => {});
    const draft = draftFrom({ symbol: 'SPY', side: 'buy', quantity: 3 });
    await sim.complete(() => live.operator({ ...place, draft }));
    expect(submitted).toEqual([true]);
  });

  it('INV-03: withholds an order whose entries took the disk longer than a verdict lasts', async () => {
    let slow = true;
    const made = house(async () => {
      if (slow) await made.world.clock.sleep(2_500);
      slow = false;
    });
    const draft = draftFrom({ symbol: 'SPY', side: 'buy', quantity: 3 });
    await made.sim.complete(() => made.live.operator({ ...made.place, draft }));
    expect(made.submitted).toEqual([false]);
  });

  it('INV-37: ends when the store fails, and sends nothing that was not written', async () => {
    const { sim, live, submitted, place } = house(async () => {
      throw new Error('the disk is full');
    });
    const draft = draftFrom({ symbol: 'SPY', side: 'buy', quantity: 3 });
    const told = await sim.complete(() => live.operator({ ...place, draft }).catch(String));
    expect(told).toBe('Error: the disk is full');
    expect(String(await sim.complete(() => live.finished))).toContain('the disk is full');
    expect(submitted).toEqual([]);
    await expect(live.operator({ ...place, draft })).rejects.toThrow('the engine has stopped');
  });

  it.each([-3_600_000, 86_400_000])(
    'has the account read again, and logs it, when the wall clock jumps by %i ms',
    async (ms) => {
      const { sim, world, rig } = house(async () => {});
      await sim.complete(() => world.clock.sleep(1_000));
      expect(rig.engine.state).toBe('running');
      sim.jumpWallClock('engine', ms);
      await sim.complete(() => world.clock.sleep(1_000));
      expect(rig.engine.state).toBe('recovering');
      expect(sim.logs.join()).toContain(`the wall clock jumped by ${ms / 1_000} s`);
    },
  );

  it('sends no increase while a disconnection is queued', async () => {
    const made = house(async () => {
      made.disconnect();
      await made.world.clock.sleep(1_000);
    });
    const draft = draftFrom({ symbol: 'SPY', side: 'buy', quantity: 3 });
    await made.sim.complete(() => made.live.operator({ ...made.place, draft }));
    expect(made.submitted).toEqual([false]);
  });

  it('lets one tick wait, and not one for each quarter of a second', async () => {
    const handled: number[] = [];
    let slow = true;
    const made = house(async () => {
      if (slow) await made.world.clock.sleep(60_000);
      slow = false;
    });
    const { handle } = made.rig.engine;
    made.rig.engine.handle = (event) => {
      if (event.from === 'clock') handled.push(event.monotonic);
      return handle.call(made.rig.engine, event);
    };
    const draft = draftFrom({ symbol: 'SPY', side: 'buy', quantity: 3 });
    await made.sim.complete(() => made.live.operator({ ...made.place, draft }));
    const before = handled.length;
    await made.sim.complete(() => made.world.clock.sleep(1_000));
    expect(before).toBeLessThanOrEqual(2);
    expect(handled.length).toBeGreaterThan(3);
  });
});
