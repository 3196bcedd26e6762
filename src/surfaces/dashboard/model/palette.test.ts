import { expect, test } from 'vitest';
import { matchItems, type PaletteItem } from './palette.ts';

const item = (kind: string, label: string, detail = ''): PaletteItem => ({
  id: label,
  kind,
  label,
  detail,
  run: () => undefined,
});

const items = [
  item('Page', 'Overview', 'g o'),
  item('Position', 'SPY', '$1,000.00'),
  item('Order', 'buy SPY', 'qp1-trend-x'),
  item('Order', 'sell QQQ', 'qp1-trend-spy'),
];

test.each([
  ['', ['Overview', 'SPY', 'buy SPY', 'sell QQQ']],
  ['spy', ['SPY', 'buy SPY', 'sell QQQ']],
  ['buy spy', ['buy SPY']],
  ['SELL order', ['sell QQQ']],
  ['nothing', []],
])('%j finds %j, labels that start with it first', (query, labels) => {
  expect(matchItems(items, query).map(({ label }) => label)).toEqual(labels);
});
