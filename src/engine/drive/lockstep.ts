import { type FeedEvent, joinInstant, type MarketEvent } from '../../market/event.ts';
import { createEventQueue } from '../../core/event-queue.ts';
import type { Broker, BrokerEvent, MarketFeed } from '../ports.ts';
import { asBroker, type SimulatedBroker } from './simulated-broker.ts';

/** A feed and a broker that move together, for the live driver. */
export interface Lockstep {
  readonly feed: MarketFeed;
  readonly broker: Broker;
}

/**
 * The simulated market and broker behind the live driver's ports, one event at a time.
 *
 * The next event is delivered only when the driver is idle, so that the live driver sees events in
 * the same order as the backtest loop. Parity is proved this way.
 *
 * @param idle resolves when the driver has nothing to do
 */
export function lockstep(parts: {
  readonly simulated: SimulatedBroker;
  readonly next: () => MarketEvent | undefined;
  readonly idle: () => Promise<void>;
}): Lockstep {
  const { simulated, next, idle } = parts;
  const told = createEventQueue<BrokerEvent>();
  const tell = (): void => {
    for (const event of simulated.take()) told.push(event);
  };
  async function* events(): AsyncGenerator<FeedEvent> {
    tell();
    await idle();
    let event = next();
    while (event !== undefined) {
      const slice: MarketEvent[] = [];
      const { at } = event;
      do {
        slice.push(event);
        simulated.observe(event);
        event = next();
      } while (event !== undefined && event.at === at);
      tell();
      await idle();
      for (const item of joinInstant(slice)) {
        yield item;
        await idle();
        tell();
        await idle();
      }
    }
  }
  return { feed: { events }, broker: asBroker(simulated, () => told.items) };
}
