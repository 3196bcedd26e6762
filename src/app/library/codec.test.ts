import { expect, test } from 'vitest';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { isoDate } from '../../core/time.ts';
import { decodeReport, encodeReport } from './codec.ts';

const input: ReportInput = {
  header: { title: 'kept', kind: 'backtest' },
  performance: {
    dates: ['2024-01-02', '2024-01-03'].map(isoDate),
    equity: Float64Array.of(100, 101),
    initialEquity: 100,
    benchmark: Float64Array.of(Number.NaN, 0.01),
  },
  holdings: {
    basis: 'value',
    columns: [{ symbol: 'KO', spans: [{ from: 1, values: [-50.25] }] }],
  },
  charts: {
    shown: [
      {
        symbol: 'KO',
        close: [100.5, null],
        span: { open: [100, null], high: [101, null], low: [99, null] },
        fills: [
          {
            at: 1_704_205_800_000,
            side: 'sell',
            quantity: 1.5,
            price: 100,
            factor: 2,
            opens: true,
            reason: 'falls',
          },
        ],
      },
    ],
    others: ['PEP'],
  },
  stress: [
    {
      stress: 'costs_2x',
      totalReturn: 0.1,
      cagr: null,
      sharpe: null,
      maxDrawdown: 0,
      finalValue: 110,
      trades: 1,
    },
  ],
};

function stored(of: ReportInput): unknown {
  return JSON.parse(JSON.stringify(encodeReport(of)));
}

test('restores report data as it was saved', () => {
  expect(decodeReport(stored(input))).toEqual(input);
});

test('reads a run saved before holdings, charts and stress tests existed', () => {
  const { header, performance } = input;
  const before = { header, performance };
  expect(decodeReport(stored(before))).toEqual(before);
});

test.each([
  ['basis', { basis: 'guess', columns: [] }],
  [
    'columns.0.spans.0.values',
    { basis: 'value', columns: [{ symbol: 'A', spans: [{ from: 0, values: [] }] }] },
  ],
])('rejects holdings with a wrong %s', (path, holdings) => {
  const wrong = { ...(stored(input) as object), holdings };
  expect(() => decodeReport(wrong)).toThrow(`holdings.${path}`);
});
