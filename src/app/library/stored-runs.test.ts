import { expect, test } from 'vitest';
import { parseReturns, reportOfReturns } from '../../analysis/report/returns-csv.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import { createRealWorldFor } from '../host/real-world.ts';
import { type FreshRun, keepOrTell } from './stored-runs.ts';

const world = createRealWorldFor(undefined);

/** Returns a run of one trading day; a different return gives a different run. */
function run(percent: number): FreshRun {
  const csv = `date,return\n2024-01-02,${percent / 100}\n`;
  const report = reportOfReturns(parseReturns(csv).value, { header: { title: 'one' } });
  return { data: {}, report };
}

test('gives a run beyond the limit a reason instead of an id, and a saved run its id', async () => {
  const documents = createMemoryDocuments();
  const first = await keepOrTell(world, documents, run(1));
  expect(first).toEqual({ id: expect.stringMatching(/^bt_/) as string, because: null });
  for (let filled = 1; filled < 500; filled += 1) {
    const id = `bt_${filled}`;
    await documents.insertIfAbsent('backtests', id, { id, createdAt: '', data: {} });
  }
  const refused = await keepOrTell(world, documents, run(2));
  expect(refused.id).toBeNull();
  expect(refused.because).toMatch(/^500 backtests are saved here.*quipu backtest remove ID/);
  expect(await keepOrTell(world, documents, run(1))).toEqual(first);
});
