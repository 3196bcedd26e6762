import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRealWorldFor } from '../../src/app/host/real-world.ts';
import { runWords } from '../support/command-line.ts';
import { look, lookText } from '../support/look.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { root } from '../tidy/source.ts';

const world = createRealWorldFor(undefined);

test('the deflated Sharpe ratio of a run has one value on every surface', async () => {
  const dataDir = temporaryFolder();
  const quipu = (...words: string[]) =>
    runWords(world, [...words, '--data-dir', dataDir, '--json']);
  const strategy = join(root, 'examples/sma-crossover/strategy.ts');
  const data = join(import.meta.dirname, 'plain');
  const run = (fast: string) =>
    quipu('backtest', 'run', strategy, '--data', data, '--fast', fast, '--slow', '9');
  const first = await run('2');
  expect(look(first.json, 'data', 'dsr')).toBeNull();
  expect(look(first.json, 'data', 'undefined', 'dsr')).toContain('number of trials');
  const second = await run('4');
  const dsr = look(second.json, 'data', 'dsr');
  expect(dsr).toEqual(expect.any(Number));
  const id = lookText(second.json, 'data', 'id');
  expect(look((await quipu('backtest', 'show', id)).json, 'data', 'dsr')).toBe(dsr);
  const explained = await quipu('explain', 'dsr', '--run', id);
  expect(look(explained.json, 'data', 'value')).toBe(dsr);
  const compared = await quipu('backtest', 'compare', id, lookText(first.json, 'data', 'id'));
  const metrics = look(compared.json, 'data', 'metrics') as { id: string; values: number[] }[];
  expect(metrics.find((one) => one.id === 'dsr')!.values[0]).toBe(dsr);
  // The earlier run is now one of two, too.
  const again = await quipu('backtest', 'show', lookText(first.json, 'data', 'id'));
  expect(look(again.json, 'data', 'dsr')).toEqual(expect.any(Number));
});
