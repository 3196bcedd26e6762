import { expect, it } from 'vitest';
import { elsewhere, NOW, open, type Scene, SPY, view } from '../../tests/support/risk-scene.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { Control, ControlUsage } from './control.ts';
import { CONTROLS } from './controls.ts';
import { changeLimits, LIVE_LIMITS, type RiskLimitsChange } from './limits.ts';

const QQQ = ticker('QQQ');

function usage(id: string, scene: Scene = {}, change: RiskLimitsChange = {}): ControlUsage {
  const control: Control = CONTROLS.find((one) => one.id === id)!;
  return control.usage({ view: view(scene), limits: changeLimits(LIVE_LIMITS, change) });
}

it.each<[string, string, Scene, Omit<ControlUsage, 'limit'>]>([
  ['R-01', 'running', {}, { value: 'running', used: null, breached: false }],
  [
    'R-01',
    'reduce_only',
    { engine: 'reduce_only' },
    { value: 'reduce_only', used: null, breached: true },
  ],
  ['R-13', 'no order', {}, { value: '0', used: 0 }],
  [
    'R-13',
    'orders in any symbol, and an ended one that lacks executions',
    {
      open: [
        open({}, 'unknown'),
        elsewhere('QQQ', 'held'),
        { ...open({ id: 'qp1-gap' }, 'gap'), status: 'canceled' },
        { ...open({ id: 'qp1-over' }), status: 'canceled' },
      ],
    },
    { value: '3', used: 0.06 },
  ],
  ['R-14', 'a gross of $4,000', { gross: 4_000 }, { value: '40.0%', used: 0.4 }],
  ['R-15', 'nothing held', {}, { value: '0.00%', used: 0 }],
  [
    'R-15',
    'the largest position, long or short',
    {
      positions: [
        { symbol: SPY, instrument: instrumentOf(SPY), held: 10, price: 100 },
        { symbol: QQQ, instrument: instrumentOf(QQQ), held: -20, price: 100 },
        {
          symbol: ticker('IWM'),
          instrument: instrumentOf(ticker('IWM')),
          held: 0,
          price: Number.NaN,
        },
      ],
    },
    { value: 'QQQ 20.0%', used: 1 },
  ],
  ['R-17', 'a loss', { equity: 9_850 }, { value: '-1.50%', used: 0.5 }],
  ['R-17', 'a gain', { equity: 10_500 }, { value: '0.00%', used: 0 }],
  ['R-17', 'no start of the day', { dayStartEquity: null }, { value: null, used: null }],
  ['R-17', 'no equity', { equity: Number.NaN }, { value: null, used: null }],
  ['R-18', 'a drawdown', { drawdown: 0.075 }, { value: '-7.50%', used: 0.5 }],
  ['R-18', 'no equity', { drawdown: Number.NaN }, { value: null, used: null }],
  ['R-28', 'nothing unresolved', {}, { value: '0', used: null, breached: false }],
  [
    'R-28',
    'an unknown order, one that the broker holds, and a position',
    {
      open: [open({}, 'unknown'), elsewhere('QQQ', 'held'), open({ id: 'qp1-fine' })],
      unreconciled: new Set([SPY]),
    },
    { value: '3', used: null, breached: true },
  ],
  ['R-35', 'a small difference', { cashDrift: 1 }, { value: '$1.00', used: 1, breached: false }],
  ['R-35', 'a large one', { cashDrift: 2.5 }, { value: '$2.50', used: 2.5, breached: true }],
])('%s counts %s', (id, _what, scene, expected) => {
  const { limit, ...counted } = usage(id, scene);
  expect(counted).toEqual(expected);
  expect(limit).not.toBe('');
});

it('shows the limits in force as text', () => {
  expect(usage('R-13').limit).toBe('50 open orders, 5 in one symbol');
  const { limit } = usage('R-28');
  expect(limit).toContain('no unresolved order or position in the symbol');
  expect(limit).toContain('fewer than 3 unknown orders');
});

it('is a fraction of the limit, whatever the limit is', () => {
  expect(usage('R-14', { gross: 4_000 }, { maxGross: 0.5 })).toMatchObject({ used: 0.8 });
  expect(usage('R-35', { cashDrift: 1 }, { maxCashDrift: 4 })).toMatchObject({ used: 0.25 });
  const positions = [{ symbol: SPY, instrument: instrumentOf(SPY), held: 10, price: 100 }];
  expect(usage('R-15', { positions }, { maxConcentration: 0.4 })).toMatchObject({ used: 0.25 });
});

it('names the first of two positions of one size, and none that is not held', () => {
  const flat = { symbol: SPY, instrument: instrumentOf(SPY), held: 0, price: 100 };
  expect(usage('R-15', { positions: [flat] }).value).toBe('0.00%');
  const both = [QQQ, SPY].map((symbol) => ({
    symbol,
    instrument: instrumentOf(symbol),
    held: 10,
    price: 100,
  }));
  expect(usage('R-15', { positions: both }).value).toBe('QQQ 10.0%');
});

it('has no fraction where the limit is zero', () => {
  expect(usage('R-35', { cashDrift: 1 }, { maxCashDrift: 0 })).toMatchObject({
    used: null,
    breached: true,
  });
});

it.each<[string, Scene, RiskLimitsChange, string]>([
  ['R-03', {}, {}, '$1,000.00 for one order'],
  ['R-03', {}, { maxOrderValue: 500 }, '$500.00 for one order'],
  ['R-03', { equity: 4_000 }, { maxOrderValue: 500 }, '$400.00 for one order'],
  ['R-04', {}, {}, '10,000 in one order'],
  ['R-04', {}, { maxOrderShares: null }, 'no cap is set'],
  [
    'R-05',
    {},
    {},
    'limits 3.00% from the market at $25 or more, 5.00% from $3, 10.0% below; stops 15.0%',
  ],
  ['R-09', {}, {}, 'one like order in 10 s'],
  ['R-12', {}, {}, 'a like order waits 1 min after a refusal, 60 min at most, 4 min if it reduces'],
  ['R-22', { at: NOW }, {}, 'quote 5 s, bar 1.5 periods old at most'],
])('%s, which has no value between two orders, shows its limit', (id, scene, change, limit) => {
  expect(usage(id, scene, change)).toEqual({ limit, value: null, used: null });
});
