import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRealWorld } from '../../src/world/real/create-real-world.ts';
import {
  createSimulatedWorld,
  type SimulatedWorldOptions,
} from '../../src/world/simulated/create-simulated-world.ts';
import { worldContract, type WorldBench } from './world.ts';

worldContract('real', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quipu-world-'));
  // Failures are injected; their log lines would only hide real ones.
  const world = createRealWorld({ log: { path: join(folder, '.log') } });
  return {
    server: world,
    client: world,
    folder,
    complete: (task) => task(),
    stop: async () => {
      await world.close();
      await rm(folder, { recursive: true });
    },
  };
});

async function simulated(options: SimulatedWorldOptions): Promise<WorldBench> {
  const simulation = createSimulatedWorld(options);
  return {
    server: simulation.node('server'),
    client: simulation.node('client'),
    folder: '/data',
    complete: (task) => simulation.complete(task),
    stop: async () => {},
  };
}

worldContract('simulated', () => simulated({ seed: 1, faults: 'calm' }));
worldContract('simulated (another seed)', () => simulated({ seed: 20_240_102, faults: 'calm' }));
