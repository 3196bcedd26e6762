import { describe, expect, it } from 'vitest';
import { MORNING, Rig, SPY } from '../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../core/decimal.ts';
import { DAY, later, SECOND } from '../core/time.ts';
import { ticker } from '../market/symbol.ts';
import type { RiskLimitsChange } from '../risk/limits.ts';

const LIMITS: RiskLimitsChange = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: false } };
const LATCHED: RiskLimitsChange = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: true } };
const QQQ = ticker('QQQ');

/** Half in cash, half in 500 shares that were worth 100 when the day began. */
function day(limits: RiskLimitsChange = LIMITS): Rig {
  const positions = [{ symbol: SPY, quantity: quantity(500), averagePrice: price(100) }];
  return new Rig(limits).ready({ cash: '50000', positions }).session('open');
}

function tomorrow(rig: Rig): Rig {
  rig.at = later(rig.at, DAY);
  return rig.session('open');
}

describe('the loss of the day', () => {
  it.each([
    // price  state           loss
    [100, 'running', 'none'],
    [81, 'running', '9.5 %'],
    [79, 'reduce_only', '10.5 %'],
    [61, 'reduce_only', '19.5 %'],
    [59, 'halted', '20.5 %'],
  ])('at a price of %d the engine is %s', (at, state) => {
    expect(day().quote(at).engine.state).toBe(state);
  });

  it('closes further when it grows, and not again when it stays', () => {
    const rig = day().quote(79);
    const before = rig.entries.length;
    rig.quote(78).quote(79).quote(59).quote(40);
    expect(rig.kinds(before)).toEqual(['engine_state']);
    expect(rig.engine.state).toBe('halted');
  });

  it('withdraws what would add to a position', () => {
    const rig = day();
    const id = rig.place({ key: 'k', shares: 20 });
    rig.answer(id, 'acknowledged').taken();
    rig.quote(79);
    expect(rig.commands()).toEqual(['cancel']);
  });

  it('counts a deposit of the day as no gain: it does not hide a loss', () => {
    const rig = day();
    rig.at = later(MORNING, SECOND);
    const deposit = {
      kind: 'deposit',
      amount: money(100_000),
      id: 'd',
      note: '',
      at: rig.at,
      order: null,
    } as const;
    rig.handle({ from: 'broker', event: { kind: 'flow', at: rig.at, flow: deposit } });
    expect(rig.quote(62).engine.state).toBe('running');
    expect(rig.quote(59).engine.state).toBe('reduce_only');
  });

  it('is not measured while something is held that has no price', () => {
    const rig = day();
    const restarted = rig.restart();
    // Nothing is priced in the new life: half of the account would seem lost.
    restarted.quote(100, QQQ);
    expect(restarted.engine.state).toBe('recovering');
    expect(restarted.engine.portfolio.engine.state).toBe('running');
    restarted.quote(79);
    expect(restarted.engine.portfolio.engine.state).toBe('reduce_only');
  });
});

describe('the next session', () => {
  it('opens what the day closed, where limits do not latch', () => {
    expect(tomorrow(day().quote(59)).engine.state).toBe('running');
  });

  it('opens nothing where they latch; a person does', () => {
    const rig = tomorrow(day(LATCHED).quote(59));
    expect(rig.engine.state).toBe('halted');
    expect(rig.operate({ kind: 'resume', reason: 'hope' }).engine.state).toBe('running');
  });

  it('INV-23: opens nothing early because of a restart, and nothing is forgotten by one', () => {
    const rig = day(LATCHED).quote(59).restart();
    rig.ready({ cash: '50000' });
    rig.session('open');
    expect(rig.engine.state).toBe('halted');
    expect(tomorrow(rig).engine.state).toBe('halted');
    const other = day().quote(79).restart();
    other.connect().state({
      cash: '50000',
      positions: [{ symbol: SPY, quantity: quantity(500), averagePrice: price(100) }],
    });
    other.session('open');
    expect(other.engine.state).toBe('reduce_only');
    expect(tomorrow(other).engine.state).toBe('running');
  });

  it.each([
    ['a halt of a person that came before the loss', ['halt', 59], 'halted'],
    ['a halt of a person that came after it', [59, 'halt'], 'halted'],
    ['a caution of a person that came before it', ['reduce_only', 59], 'reduce_only'],
    ['a halt of a person on top of a caution of the day', [79, 'halt'], 'halted'],
  ] as const)('does not open %s', (_, steps, state) => {
    const rig = day();
    for (const step of steps) {
      if (typeof step === 'number') rig.quote(step);
      else rig.operate({ kind: step, reason: 'a person' });
    }
    expect(tomorrow(rig).engine.state).toBe(state);
    expect(tomorrow(rig.restart()).engine.portfolio.engine.state).toBe(state);
  });
});
