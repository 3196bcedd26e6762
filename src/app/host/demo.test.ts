import { expect, test } from 'vitest';
import { epochMs } from '../../core/time.ts';
import { createSyntheticMarket } from '../../simulator/source/synthetic.ts';
import { demoBooks } from './demo.ts';

test('gives its two strategies different symbols, so that neither sells to the other', () => {
  const { assets } = createSyntheticMarket({ seed: 7, start: epochMs(1_710_774_000_000) });
  const [trend, balance] = demoBooks(assets);
  expect(trend?.symbols?.length).toBeGreaterThan(2);
  expect(balance?.symbols?.length).toBeGreaterThan(2);
  expect(trend?.symbols?.filter((symbol) => balance?.symbols?.includes(symbol))).toEqual([]);
});
