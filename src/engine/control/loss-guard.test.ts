import { describe, expect, it } from 'vitest';
import { MORNING, Rig, SPY } from '../../../tests/support/engine-rig.ts';
import { money, price, quantity } from '../../core/decimal.ts';
import { DAY, later, SECOND } from '../../core/time.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { MANUAL_BOOK } from '../../orders/request.ts';
import { ticker } from '../../market/symbol.ts';
import type { RiskLimitsChange } from '../../risk/limits.ts';

const LIMITS: RiskLimitsChange = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: false } };
const LATCHED: RiskLimitsChange = { dailyLoss: { reduce: 0.1, halt: 0.2, latch: true } };
const QQQ = ticker('QQQ');

/** Half in cash, half in 500 shares that were worth 100 when the day began. */
function day(limits: RiskLimitsChange = LIMITS): Rig {
  const positions = [
    {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      quantity: quantity(500),
      averagePrice: price(100),
    },
  ];
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
    [81, 'running', '9.5%'],
    [79, 'reduce_only', '10.5%'],
    [61, 'reduce_only', '19.5%'],
    [59, 'halted', '20.5%'],
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

  it('cancels orders that would increase a position', () => {
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

  it('is not measured while a holding has no price', () => {
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

describe('a trading day that begins before everything has a price', () => {
  const holding = {
    symbol: SPY,
    instrument: instrumentOf(SPY),
    quantity: quantity(500),
    averagePrice: price(20),
  };

  /** The day begins while nothing is known of the account but the journal of another day. */
  function early(): Rig {
    const rig = new Rig(LIMITS).ready({ cash: '50000', positions: [holding] }).session('open');
    rig.session('close').at = later(MORNING, DAY);
    return rig.restart().session('open');
  }

  /** The order of a new key, and whether it passed. */
  function passes(rig: Rig, key: string, side: 'buy' | 'sell'): boolean {
    return rig.order(rig.place({ key, side, shares: 5 })).status !== 'denied';
  }

  it('has no base until then, so that no order adds, and one that reduces passes this control', () => {
    const rig = early().connect();
    expect(rig.entries.at(-1)!.body).toMatchObject({ kind: 'session', equity: null });
    rig.state({ cash: '50000', positions: [holding] });
    expect(rig.engine.state).toBe('running');
    // What was paid is no price: as a base it would hide a loss of 40,000.
    expect(rig.engine.risk.dayStartEquity).toBeNaN();
    rig.quote(100, QQQ);
    rig.place({ key: 'other', side: 'buy', symbol: QQQ, shares: 5 });
    const denied = rig.entries.flatMap(({ body }) =>
      body.kind === 'order_event' && body.event.kind === 'denied' ? body.event.denials : [],
    );
    const denial = denied.find(({ code }) => code === 'risk.daily_loss');
    expect(denial!.message).toContain('day P&L is unknown: a position had no price');
    rig.place({ key: 'reduce', side: 'sell', shares: 5 });
    // Neither the base nor a fresh price is needed to sell.
    expect(rig.entries.at(-1)!.body).toMatchObject({ kind: 'reviewed', verdict: 'approved' });
  });

  it('is measured from the first complete valuation, and that is journaled once', () => {
    const rig = early()
      .connect()
      .state({ cash: '50000', positions: [holding] });
    const before = rig.entries.length;
    rig.quote(100).quote(99);
    expect(rig.entries.slice(before).map(({ body }) => body)).toEqual([
      {
        kind: 'day_valued',
        date: '2024-03-05',
        equity: 100_000,
        books: { [MANUAL_BOOK]: 100_000 },
      },
    ]);
    expect(passes(rig, 'add', 'buy')).toBe(true);
    expect(rig.quote(81).engine.state).toBe('running');
    expect(rig.quote(79).engine.state).toBe('reduce_only');
    expect(passes(rig, 'reduce', 'sell')).toBe(true);
    rig.restart();
    expect(rig.engine.risk.dayStartEquity).toBe(100_000);
  });

  it('is measured from the prices that the broker names in its statement', () => {
    const positions = [{ ...holding, marketPrice: price(100) }];
    const rig = early().connect().state({ cash: '50000', positions });
    expect(rig.engine.risk.dayStartEquity).toBe(100_000);
    // The next statement is newer, and a loss needs no price from the market.
    const fallen = [{ ...holding, marketPrice: price(79) }];
    rig.connect().state({ cash: '50000', positions: fallen });
    expect(rig.engine.state).toBe('reduce_only');
  });

  it('has no base before the account was read, even if all that is known has a price', () => {
    const rig = new Rig(LIMITS).session('open').quote(100);
    expect(rig.entries.at(-1)!.body).toMatchObject({ kind: 'session', equity: null });
    rig.connect().state({ cash: '50000', positions: [holding] });
    expect(rig.engine.risk.dayStartEquity).toBe(100_000);
    rig.quote(81);
    expect(rig.engine.state).toBe('running');
    expect(rig.quote(79).engine.state).toBe('reduce_only');
  });

  it('waits for a statement that agrees while executions may be missing', () => {
    const rig = early().quote(100).connect();
    expect(rig.engine.risk.dayStartEquity).toBeNaN();
    rig.state({ cash: '40000', positions: [holding] });
    expect(rig.engine.risk.dayStartEquity).toBeNaN();
    rig.state({ cash: '50000', positions: [holding] });
    expect(rig.engine.risk.dayStartEquity).toBe(100_000);
  });
});

describe('the next trading day', () => {
  it('reopens the engine when limits do not latch', () => {
    expect(tomorrow(day().quote(59)).engine.state).toBe('running');
  });

  it('reopens nothing when limits latch; the user does', () => {
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
      positions: [
        {
          symbol: SPY,
          instrument: instrumentOf(SPY),
          quantity: quantity(500),
          averagePrice: price(100),
        },
      ],
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

describe('the limit of the day', () => {
  it('is passed by a loss that is larger, not by one that is equal', () => {
    expect(day().quote(80).engine.state).toBe('running');
    expect(day().quote(79.99).engine.state).toBe('reduce_only');
    const halts: RiskLimitsChange = { dailyLoss: { reduce: 0.1, halt: 0.25, latch: false } };
    // A loss that reaches both limits at one price halts.
    expect(day(halts).quote(50).engine.state).toBe('halted');
    expect(day(halts).quote(79).quote(50).engine.state).toBe('reduce_only');
  });

  it('rises with a deposit at any time of the day', () => {
    const rig = day().quote(100);
    rig.at = later(MORNING, SECOND);
    const amount = money(100_000);
    const flow = { kind: 'deposit', amount, id: 'd', note: '', at: rig.at, order: null } as const;
    rig.handle({ from: 'broker', event: { kind: 'flow', at: rig.at, flow } });
    expect(rig.quote(62).engine.state).toBe('running');
    expect(rig.quote(59).engine.state).toBe('reduce_only');
  });

  it('is none before the first session: there is nothing that a loss is measured from', () => {
    const rig = new Rig(LIMITS).ready({ cash: '-10' });
    expect(rig.quote(1).engine.state).toBe('running');
  });

  it('is journaled with the loss when it is passed, and with the session that lifts it', () => {
    const rig = day().quote(79);
    expect(rig.entries.at(-1)!.body).toEqual({
      kind: 'engine_state',
      state: 'reduce_only',
      by: 'R-17 daily loss',
      reason: "the account's day P&L is -10.5%",
    });
    tomorrow(rig);
    expect(rig.entries.at(-1)!.body).toEqual({
      kind: 'engine_state',
      state: 'running',
      by: 'R-17 daily loss',
      reason: 'a new session began',
    });
    const before = rig.entries.length;
    tomorrow(rig);
    expect(rig.kinds(before)).toEqual(['session']);
  });
});

describe('the drawdown of the account', () => {
  const LIMIT: RiskLimitsChange = {
    dailyLoss: { reduce: 0.3, halt: 0.4, latch: false },
    drawdown: { reduce: 0.15 },
  };

  it('is measured from the highest mark, over trading days', () => {
    const rig = day(LIMIT).quote(120).session('close');
    tomorrow(rig).quote(100);
    expect(rig.engine.state).toBe('running');
    // The mark is 110,000: at 88 the account has 94,000, 14.5% less, and at 86 15.5% less.
    expect(rig.quote(88).engine.state).toBe('running');
    expect(rig.quote(86).engine.state).toBe('reduce_only');
    expect(rig.engine.portfolio.engine.reason).toBe("the account's drawdown is -15.5%");
  });

  it('stays closed on the next trading day, and after a restart', () => {
    const rig = day(LIMIT).quote(69).session('close');
    expect(tomorrow(rig).quote(120).engine.state).toBe('reduce_only');
    expect(rig.restart().engine.portfolio.engine.state).toBe('reduce_only');
  });

  it('cancels orders that would increase a position', () => {
    const rig = day(LIMIT);
    rig.answer(rig.place({ key: 'k', shares: 20 }), 'acknowledged').taken();
    rig.quote(69);
    expect(rig.commands()).toEqual(['cancel']);
  });

  it('does not grow by a withdrawal', () => {
    const rig = day(LIMIT).quote(80).session('close');
    rig.at = later(MORNING, SECOND);
    const withdrawal = {
      kind: 'withdrawal',
      amount: money(-45_000),
      id: 'w',
      note: '',
      at: rig.at,
      order: null,
    } as const;
    rig.handle({ from: 'broker', event: { kind: 'flow', at: rig.at, flow: withdrawal } });
    // 10% below the mark before and after it; 45,000 are left, 5.6% less is the limit.
    expect(tomorrow(rig).quote(76).engine.state).toBe('running');
    expect(rig.quote(74).engine.state).toBe('reduce_only');
  });

  it('closes the engine further where the day has lost too much as well', () => {
    expect(day(LIMIT).quote(15).engine.state).toBe('halted');
  });
});
