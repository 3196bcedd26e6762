import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { look } from '../support/look.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = createRealWorldFor(undefined);

async function against(benchmark: string): Promise<Readonly<Record<string, unknown>>> {
  const file = (...names: string[]): string => join(import.meta.dirname, ...names);
  const run = ['backtest', 'run', file('strategies', 'hold.ts'), '--data', file('benchmark-holes')];
  const folder = temporaryFolder();
  const words = [...run, '--benchmark', benchmark, '--data-dir', folder, '--json'];
  const { json, code } = await runWords(world, words);
  expect(code).toBe(0);
  return look(json, 'data') as Readonly<Record<string, unknown>>;
}

test('a benchmark that lacks sessions is compared over the same spans, and that is a caveat', async () => {
  const [full, holes] = [await against('FULL'), await against('HOLES')];
  expect(full['caveats']).toEqual([]);
  expect(holes['caveats']).toMatchObject([
    { code: 'caveat.benchmark_sessions', count: 3, symbol: 'HOLES', severity: 'warning' },
  ]);
  const number = (id: string): number => Number(holes[id]);
  expect(number('beta')).toBeCloseTo(0.8708, 4);
  expect(number('correlation')).toBeCloseTo(0.9783, 4);
  expect(number('excess_return')).toBeCloseTo(-0.00792, 5);
  expect(number('excess_return')).toBeCloseTo(
    number('total_return') - number('benchmark_return'),
    12,
  );
  for (const id of ['total_return', 'benchmark_return', 'excess_return']) {
    expect(number(id)).toBeCloseTo(Number(full[id]), 12);
  }
});
