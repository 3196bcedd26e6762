import { expect, test } from 'vitest';
import { type Fault, productSources, report, type SourceFile } from './source.ts';

/** Arithmetic of prices that knows no multiplier, and the files that may use it. */
const bare: Readonly<Record<string, readonly string[]>> = {
  // Fees and dividends are dollars per unit, whatever the instrument.
  amountAt: [
    'src/market/instrument.ts',
    'src/simulator/fees.ts',
    'src/simulator/corporate-actions.ts',
  ],
  affordable: ['src/market/instrument.ts'],
  unitPrice: ['src/market/instrument.ts'],
};

function faultsOf(file: SourceFile): Fault[] {
  if (file.path === 'src/core/decimal.ts') return [];
  return Object.entries(bare).flatMap(([name, allowed]) => {
    const at = file.text.search(new RegExp(`\\b${name}\\(`));
    if (at < 0 || allowed.includes(file.path)) return [];
    const todo = 'use notional, unitsFor or averagePrice of market/instrument.ts';
    return [{ file, at, found: `${name}, which knows no multiplier`, todo }];
  });
}

test('the value of a trade is computed from its instrument, in one place', () => {
  expect(productSources().length).toBeGreaterThan(0);
  expect(report(productSources().flatMap(faultsOf))).toBe('');
});

test('the check finds a value without a multiplier', () => {
  const text = 'const value = amountAt(fill.price, fill.quantity);';
  expect(faultsOf({ path: 'src/ledger/apply.ts', text })).toHaveLength(1);
});
