import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRealWorld } from '../../src/world/real/create-real-world.ts';
import { worldContract } from './world.ts';

worldContract('real', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quipu-world-'));
  // Failures are planted; their log lines would only hide those that are not.
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
