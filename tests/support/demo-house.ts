import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppContext } from '../../src/app/context/app-context.ts';
import { type Demo, startDemo } from '../../src/app/host/demo.ts';
import { assistantTokenPath, ownerTokenPath } from '../../src/app/access/token-files.ts';
import { createRestSurface } from '../../src/surfaces/rest/rest-surface.ts';
import { createRealWorld, type RealWorld } from '../../src/world/real/create-real-world.ts';

/** Demonstration in this process, with its own ports and folder. */
export interface DemoHouse {
  readonly world: RealWorld;
  readonly demo: Demo;
  readonly context: AppContext;
  readonly url: string;
  readonly dataDir: string;
  readonly ownerToken: string;
  readonly assistantToken: string;
  /** Resolves once the demonstration is in the wanted state, checked after every entry. */
  when(isSo: (context: AppContext) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, and waits until its engine has reconciled with the broker. */
export async function startDemoHouse(): Promise<DemoHouse> {
  const world = createRealWorld({ log: { level: 'error' } });
  const dataDir = mkdtempSync(join(tmpdir(), 'quipu-house-'));
  const options = { dataDir, port: 0, speed: 60, seed: 7 };
  const demo = await startDemo(world, options, (context, { port }) =>
    createRestSurface(context, { port, webFolder: join(dataDir, 'web') }),
  );
  const { context, url } = demo.server;
  const when = (isSo: (context: AppContext) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo(context)) return;
        leave();
        resolve();
      };
      const leave = context.hub.subscribe(look);
      look();
    });
  await when(({ engine }) => engine.portfolio.fillCount > 0);
  return {
    world,
    demo,
    context,
    url,
    dataDir,
    ownerToken: readFileSync(ownerTokenPath(dataDir), 'utf8').trim(),
    assistantToken: readFileSync(assistantTokenPath(dataDir), 'utf8').trim(),
    when,
    async stop() {
      await demo.stop();
      await world.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
