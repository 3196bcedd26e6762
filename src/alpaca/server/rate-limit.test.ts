import { expect, it } from 'vitest';
import { createSimulatedWorld } from '../../world/simulated/create-simulated-world.ts';
import { createRateLimit } from './rate-limit.ts';

it('counts a minute of elapsed time, however the wall clock is set in between', async () => {
  const sim = createSimulatedWorld({ seed: 1, faults: 'calm' });
  const { clock } = sim.node('broker');
  const limit = createRateLimit(clock, 2);
  const took = (): readonly boolean[] => [1, 2, 3].map(() => limit.take().allowed);
  expect(took()).toEqual([true, true, false]);
  sim.jumpWallClock('broker', 3_600_000);
  expect(took()).toEqual([false, false, false]);
  sim.jumpWallClock('broker', -7_200_000);
  await sim.complete(() => clock.sleep(60_000));
  expect(took()).toEqual([true, true, false]);
  const reset = Number(limit.take().headers['x-ratelimit-reset']);
  expect(reset - clock.now() / 1_000).toBeGreaterThan(0);
  expect(reset - clock.now() / 1_000).toBeLessThanOrEqual(60);
});
