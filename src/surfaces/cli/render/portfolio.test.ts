import { expect, test } from 'vitest';
import { createPen } from '../text.ts';
import { renderPortfolio } from './portfolio.ts';

const pen = createPen({ color: false, isTty: false });

test('an account without positions ends with whole lines, and its cash', () => {
  const empty: Parameters<typeof renderPortfolio>[0] = {
    equity: '1000.00',
    cash: '1000.00',
    long: '0.00',
    short: '0.00',
    gross: 0,
    net: 0,
    by_symbol: [],
    by_sector: [],
    by_class: [],
    by_strategy: [],
    effective_holdings: null,
    sessions: 0,
    benchmark: null,
    risk: [],
    holdings: [],
    stress: [],
    findings: [],
  };
  const text = renderPortfolio(empty, {}, pen);
  expect(text).toMatch(/\nNo positions\.\n$/);
  expect(text).toContain('cash 100.0%');
  expect(text).not.toMatch(/[ \t]\n/);
});
