import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  accountsToKill,
  drawMoment,
  isUp,
  verifyOutcome,
  killTimeoutMs,
  reach,
  sleep,
  tradesOn,
  tradingHouse,
} from './trading-house.ts';

/** Milliseconds between the two kills, as when a machine loses one before the other. */
const APART_MS = 12;

describe('an engine and its broker killed together at random moments', () => {
  it.each(accountsToKill(20_240_320))(
    'duplicate no order, miss no fill, and recover with one account ($kills kills, seed $seed)',
    async ({ seed, kills }) => {
      const house = await tradingHouse(temporaryFolder(), { seed });
      const random = seededRandom(seed);
      // The first start of a broker creates its keys, and an engine needs them.
      const first = house.startBroker();
      await isUp(first);
      await first.kill();
      for (let kill = 1; kill <= kills; kill += 1) {
        const broker = house.startBroker();
        const engine = house.startEngine();
        const [one, other] = random.chance(0.5) ? [engine, broker] : [broker, engine];
        await reach(drawMoment(random), engine, house.engineDir);
        const gone = one.kill();
        if (random.chance(0.5)) await sleep(APART_MS * random.fraction());
        await Promise.all([gone, other.kill()]);
      }
      const broker = house.startBroker();
      const engine = house.startEngine();
      await isUp(engine);
      await tradesOn(house, kills);
      const { orders, fills } = await verifyOutcome(house, engine);
      expect(orders.length).toBeGreaterThan(kills);
      expect(fills.length).toBeGreaterThan(0);
      expect(await broker.stop(), broker.said()).toBe(0);
    },
    killTimeoutMs,
  );
});
