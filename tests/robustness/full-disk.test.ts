import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  isUp,
  verifyOutcome,
  type TradingHouse,
  tradingHouse,
} from '../durability/trading-house.ts';
import { readTruth } from '../support/broker-truth.ts';
import type { QuipuProcess } from '../support/quipu.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Waits until the engine has ended by itself; gives back what it said. */
async function fills(engine: QuipuProcess): Promise<string> {
  const code = await engine.ended;
  expect(code, engine.said()).toBe(70);
  const told = engine
    .said()
    .split('\n')
    .filter((line) => /^quipu: | {2}Next: /.test(line));
  expect(told).toHaveLength(2);
  expect(engine.said()).not.toMatch(/\n\s+at /);
  return told.join('\n');
}

/** Nothing arrives at the broker any more, and a restart with room again makes everything good. */
async function goesOn(house: TradingHouse): Promise<void> {
  const { orders } = await readTruth(house);
  expect(orders.length).toBeGreaterThan(0);
  const again = house.startEngine();
  await isUp(again);
  const after = await verifyOutcome(house, again);
  expect(after.orders.length).toBeGreaterThanOrEqual(orders.length);
}

const FULL =
  /^quipu: The engine has stopped and sends no more orders: .* cannot grow: the disk or its quota is full\. \(store\.disk_full\)\n {2}Next: Free space there/;

it('an engine under a file-size limit stops with 70, and resumes without the limit', async (context) => {
  if (process.platform === 'win32') context.skip('there is no ulimit on Windows');
  const house = await tradingHouse(temporaryFolder(), { seed: 20_240_401 });
  await isUp(house.startBroker());
  const engine = house.startEngine('sh', '-c', 'ulimit -f 512 && exec "$0" "$@"');
  expect(await fills(engine)).toMatch(FULL);
  await goesOn(house);
}, 120_000);

it('an engine on a full disk stops with 70, and goes on once there is space', async (context) => {
  const small = join(temporaryFolder(), 'small');
  mkdirSync(small);
  const mount = (...options: readonly string[]): boolean =>
    spawnSync('mount', ['-t', 'tmpfs', ...options, 'tmpfs', small]).status === 0;
  if (!mount('-o', 'size=768k')) context.skip('needs the right to mount a small tmpfs');
  onTestFinished(() => void spawnSync('umount', ['-l', small]));
  const house = await tradingHouse(temporaryFolder(), {
    seed: 20_240_402,
    engineDir: join(small, 'quipu'),
  });
  await isUp(house.startBroker());
  expect(await fills(house.startEngine())).toMatch(FULL);
  expect(mount('-o', 'remount,size=64m')).toBe(true);
  await goesOn(house);
}, 120_000);
