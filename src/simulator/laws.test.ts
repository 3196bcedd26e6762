import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../core/canonical.ts';
import {
  amountAt,
  decimal,
  money,
  type Money,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import { isoDate, type EpochMs } from '../core/time.ts';
import { ticker, type Ticker } from '../market/symbol.ts';
import {
  barEvent,
  clock,
  orderOf,
  quoteEvent,
  sessionEvent,
  tradeEvent,
} from '../../tests/support/exchange.ts';
import { createExchange } from './create-exchange.ts';
import type { Exchange, ExchangeEvent, ExchangePosition, ExchangeSnapshot } from './exchange.ts';
import type { ExchangeOptions } from './options.ts';
import { recordOf, restoreExchange } from './records.ts';

const START = clock('14:30');
const LATE = clock('20:00');
const CALL = ticker('AAA240315C00050000');
const SYMBOLS: readonly Ticker[] = [ticker('AAA'), ticker('BBB'), CALL, ticker('BTC/USD')];
const HUNDRED = decimal(100);

/** Step on an exchange; fast-check draws everything that varies. */
interface Move {
  readonly kind: 'place' | 'cancel' | 'replace' | 'bar' | 'quote' | 'trade' | 'session' | 'action';
  readonly symbol: number;
  readonly side: 'buy' | 'sell';
  readonly terms: string;
  readonly shares: number;
  readonly cents: number;
  readonly pick: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(
    'place',
    'place',
    'place',
    'cancel',
    'replace',
    'bar',
    'quote',
    'quote',
    'trade',
    'session',
    'action',
  ),
  symbol: fc.nat(3),
  side: fc.constantFrom('buy', 'sell'),
  terms: fc.constantFrom(
    '',
    ' day',
    ' limit L',
    ' limit L gtc',
    ' limit L ioc',
    ' stop L',
    ' stop L gtc',
    ' stop L limit L',
  ),
  shares: fc.integer({ min: 1, max: 300 }),
  cents: fc.integer({ min: 4800, max: 5200 }),
  pick: fc.nat(30),
});

const options: fc.Arbitrary<ExchangeOptions> = fc.record({
  deposit: fc.constant({ amount: money(100_000), at: START }),
  fees: fc.constantFrom<ExchangeOptions['fees'][]>('none', 'us_equities', { rate: 0.001 }),
  rules: fc.constantFrom<ExchangeOptions['rules'][]>('research', 'alpaca'),
  fills: fc.record({ partial: fc.constantFrom(0, 0.5) }),
  seed: fc.nat(1000),
}) as fc.Arbitrary<ExchangeOptions>;

function perform(exchange: Exchange, step: Move, index: number): void {
  const at = (START + index * 60_000) as EpochMs;
  const symbol = SYMBOLS[step.symbol]!;
  const dollars = (step.cents / 100).toFixed(2);
  switch (step.kind) {
    case 'place': {
      const dollar = step.pick === 0 ? '$' : '';
      const words = `${step.side} ${dollar}${step.shares}${step.terms.replaceAll('L', dollars)}`;
      exchange.place(orderOf(words, { clientId: `c${index}`, symbol }), at);
      return;
    }
    case 'cancel':
    case 'replace': {
      const known = [...exchange.orders()];
      const target = known[step.pick % Math.max(1, known.length)];
      if (target === undefined) return;
      if (step.kind === 'cancel') exchange.cancel(target.id, at);
      else {
        const size = { kind: 'quantity', quantity: decimal<'unit'>(step.shares) } as const;
        exchange.replace(target.id, { size, clientId: `r${index}` }, at);
      }
      return;
    }
    case 'bar': {
      const near = (offset: number) => ((step.cents + offset) / 100).toFixed(2);
      exchange.observe(barEvent(at, `${dollars} ${near(60)} ${near(-60)} ${near(20)}`, symbol));
      return;
    }
    case 'quote':
      exchange.observe(quoteEvent(at, `${dollars} ${((step.cents + 2) / 100).toFixed(2)}`, symbol));
      return;
    case 'trade':
      exchange.observe(tradeEvent(at, (step.cents + 1) / 100, symbol));
      return;
    case 'session':
      exchange.observe(sessionEvent(at, step.pick % 4 === 0 ? 'close' : 'open'));
      return;
    case 'action': {
      const base = { symbol, exDate: isoDate(`20${10 + step.pick}-01-04`), at };
      const action =
        step.pick % 2 === 0
          ? { ...base, kind: 'dividend' as const, perShare: decimal<'USD/unit'>('0.37') }
          : { ...base, kind: 'split' as const, from: decimal<'unit'>(3), to: decimal<'unit'>(2) };
      exchange.observe({ kind: 'action', at, action });
    }
  }
}

function state(exchange: Exchange): string {
  return canonicalJson([exchange.account(), [...exchange.orders()], exchange.restingCount]);
}

function withoutAvailable({ symbol, quantity, cost }: ExchangePosition) {
  return { symbol, quantity, cost };
}

const runs = fc.tuple(options, fc.array(move, { maxLength: 80 }));

describe('whatever happens', () => {
  it('cash is deposits minus buys, plus sells, plus flows', () => {
    fc.assert(
      fc.property(runs, ([how, moves]) => {
        const exchange = createExchange(how);
        moves.forEach((step, index) => perform(exchange, step, index));
        let cash: Money = ZERO_MONEY;
        const shares = new Map<string, number>();
        for (const event of exchange.drain()) {
          if (event.kind === 'cash') cash = cash.plus(event.amount);
          if (event.kind === 'split') shares.set(event.symbol, event.to.toNumber());
          if (event.kind !== 'fill' && event.kind !== 'partial_fill') continue;
          const { side, price, quantity, symbol } = event.fill;
          const each = amountAt(price, quantity);
          const value = symbol === CALL ? each.times(HUNDRED) : each;
          cash = side === 'buy' ? cash.minus(value) : cash.plus(value);
          const signed = quantity.toNumber() * (side === 'buy' ? 1 : -1);
          shares.set(symbol, (shares.get(symbol) ?? 0) + signed);
        }
        const account = exchange.account();
        expect(account.cash.toString()).toBe(cash.toString());
        for (const position of account.positions) {
          expect(position.quantity.toNumber()).toBeCloseTo(shares.get(position.symbol) ?? 0, 6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no order fills beyond its size, and its fills add up to its filled quantity', () => {
    fc.assert(
      fc.property(runs, ([how, moves]) => {
        const exchange = createExchange(how);
        moves.forEach((step, index) => perform(exchange, step, index));
        const sums = new Map<string, Quantity>();
        const seen = new Set<string>();
        for (const event of exchange.drain()) {
          if (event.kind !== 'fill' && event.kind !== 'partial_fill') continue;
          const { id, quantity, cumulative, at } = event.fill;
          expect(seen.has(id), 'an execution id is never reused').toBe(false);
          seen.add(id);
          const sum = (sums.get(event.order.id) ?? ZERO_QUANTITY).plus(quantity);
          sums.set(event.order.id, sum);
          expect(quantity.sign()).toBe(1);
          expect(cumulative.toString()).toBe(sum.toString());
          expect(at).toBeGreaterThanOrEqual(event.order.createdAt);
        }
        for (const { id, filled, filledValue, size, status } of exchange.orders()) {
          expect(filled.toString()).toBe((sums.get(id) ?? ZERO_QUANTITY).toString());
          if (size.kind === 'notional') {
            expect(filledValue.compare(size.notional)).toBeLessThanOrEqual(0);
          } else {
            expect(filled.compare(size.quantity)).toBeLessThanOrEqual(0);
            expect(status === 'filled').toBe(filled.equals(size.quantity));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("under Alpaca's rules nothing is sold short", () => {
    fc.assert(
      fc.property(runs, ([how, moves]) => {
        const exchange = createExchange({ ...how, rules: 'alpaca' });
        moves.forEach((step, index) => {
          perform(exchange, step, index);
          for (const { quantity } of exchange.account().positions) {
            expect(quantity.sign()).toBeGreaterThanOrEqual(0);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('the records of a run rebuild the exchange', () => {
    fc.assert(
      fc.property(runs, ([how, moves]) => {
        const exchange = createExchange(how);
        const records: string[] = [];
        moves.forEach((step, index) => {
          perform(exchange, step, index);
          records.push(...exchange.drain().map(recordOf));
        });
        // The records contain neither the last prices nor values that depend on them: buying power,
        // and the shares reserved by a notional order.
        const restored = restoreExchange({ ...how, session: 'open' }, records);
        const kept = (which: Exchange) => {
          const { cash, positions } = which.account();
          return canonicalJson([cash, positions.map(withoutAvailable)]);
        };
        expect(kept(restored)).toBe(kept(exchange));
        expect(canonicalJson([...restored.orders()])).toBe(canonicalJson([...exchange.orders()]));
        expect(restored.restingCount).toBe(exchange.restingCount);
        // The next order and fill get the next ids.
        const next = (which: Exchange) => {
          which.observe(sessionEvent(LATE, 'open'));
          which.place(orderOf('buy 1', { clientId: 'next', symbol: SYMBOLS[0]! }), LATE);
          which.observe(barEvent(LATE, '50 51 49 50', SYMBOLS[0]));
          return which.drain().flatMap((event) => ('fill' in event ? [recordOf(event)] : []));
        };
        if (how.rules === 'research') expect(next(restored)).toEqual(next(exchange));
      }),
      { numRuns: 300 },
    );
  });

  it('a snapshot and the rest of the run equal the whole run', () => {
    fc.assert(
      fc.property(runs, fc.nat(80), ([how, moves], cut) => {
        const whole = createExchange(how);
        let events: ExchangeEvent[] = [];
        let resumed: Exchange | undefined;
        let expected: ExchangeEvent[] = [];
        moves.forEach((step, index) => {
          if (index === cut) {
            const kept = JSON.parse(JSON.stringify(whole.snapshot())) as ExchangeSnapshot;
            resumed = createExchange(how, kept);
            expected = [];
          }
          perform(whole, step, index);
          expected.push(...whole.drain());
          if (resumed === undefined) return;
          perform(resumed, step, index);
          events = [...events, ...resumed.drain()];
        });
        if (resumed === undefined) return;
        expect(state(resumed)).toBe(state(whole));
        expect(events.map(recordOf)).toEqual(expected.map(recordOf));
        expect(canonicalJson(resumed.snapshot())).toBe(canonicalJson(whole.snapshot()));
      }),
      { numRuns: 300 },
    );
  });

  it('forgetting ended orders does not change the events', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        const all = createExchange({ fees: { rate: 0.001 } });
        const some = createExchange({ fees: { rate: 0.001 }, history: 'resting' });
        moves.forEach((step, index) => {
          if (step.kind === 'cancel' || step.kind === 'replace') return;
          perform(all, step, index);
          perform(some, step, index);
          expect(some.drain().map(recordOf)).toEqual(all.drain().map(recordOf));
        });
        expect([...some.orders()].length).toBeLessThanOrEqual([...all.orders()].length);
        expect(some.restingCount).toBe(all.restingCount);
      }),
      { numRuns: 100 },
    );
  });

  it('symbols are independent: the order of their bars does not matter', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const alone = SYMBOLS.map((_, which) => {
          const exchange = createExchange();
          moves.forEach((step, index) => {
            const one = step.kind === 'place' || step.kind === 'bar' || step.kind === 'quote';
            if (one && step.symbol === which) perform(exchange, step, index);
          });
          return exchange
            .drain()
            .map((event) => JSON.stringify(event).replaceAll(/"[0-9a-f-]{36}(-fee)?"/g, '""'));
        });
        const both = createExchange();
        moves.forEach((step, index) => {
          if (step.kind === 'place' || step.kind === 'bar' || step.kind === 'quote')
            perform(both, step, index);
        });
        const emitted = both
          .drain()
          .map((event) => JSON.stringify(event).replaceAll(/"[0-9a-f-]{36}(-fee)?"/g, '""'));
        SYMBOLS.forEach((symbol, which) => {
          expect(emitted.filter((text) => text.includes(`"${symbol}"`))).toEqual(alone[which]);
        });
      }),
      { numRuns: 100 },
    );
  });
});
