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
  tradesOn,
  tradingHouse,
} from './trading-house.ts';

describe('an engine killed at random moments while its broker continues', () => {
  it.each(accountsToKill(20_240_318))(
    'duplicates no order, misses no fill, and matches the broker ($kills kills, seed $seed)',
    async ({ seed, kills }) => {
      const house = await tradingHouse(temporaryFolder(), { seed });
      const random = seededRandom(seed);
      const broker = house.startBroker();
      await isUp(broker);
      for (let kill = 1; kill <= kills; kill += 1) {
        const engine = house.startEngine();
        await reach(drawMoment(random), engine, house.engineDir);
        await engine.kill();
      }
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
