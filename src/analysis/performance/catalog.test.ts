import { expect, test } from 'vitest';
import { METRICS } from './catalog.ts';

test.each(['id', 'title'] as const)('no two metrics share one %s', (key) => {
  const names = METRICS.map((metric) => metric[key].toLowerCase());
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});
