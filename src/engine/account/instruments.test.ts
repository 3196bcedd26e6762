import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, Rig, SPY, STREAM } from '../../../tests/support/engine-rig.ts';
import { decimal, price, quantity } from '../../core/decimal.ts';
import { isoDate, later, SECOND } from '../../core/time.ts';
import type { BrokerPosition } from '../../ledger/journal.ts';
import { instrumentOf } from '../../market/instrument.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { target } from '../../strategy/intent.ts';

const CALL = ticker('SPY240315C00450000');
const MINI = { class: 'us_option', multiplier: decimal(10) } as const;

function contracts(count: number, of = instrumentOf(CALL)): BrokerPosition {
  return { symbol: CALL, instrument: of, quantity: quantity(count), averagePrice: price('1.25') };
}

function positionText({ engine }: Rig): string {
  const position = engine.portfolio.books.get(MANUAL_BOOK)?.positions.get(CALL);
  return position === undefined
    ? ''
    : `${position.quantity.toString()} for ${position.cost.toString()}`;
}

describe('option contracts found at the broker', () => {
  it.each([
    // multiplier 100: 1,000 and 2 × 125, then 2 × 150; the mini contract has a tenth of that
    ['standard', instrumentOf(CALL), '2 for 250', 1_250, 1_300],
    ['mini', instrumentOf(CALL, MINI), '2 for 25', 1_025, 1_030],
  ])('of the %s kind count with their multiplier, over a restart too', (...row) => {
    const [, of, held, opening, later] = row;
    const rig = new Rig().connect().state({ cash: '1000', positions: [contracts(2, of)] });
    expect(positionText(rig)).toBe(held);
    expect(rig.engine.equity).toBe(opening);
    rig.quote(1.5, CALL);
    expect(rig.engine.equity).toBe(later);
    expect(rig.engine.markets.gross()).toBe(later - 1_000);
    rig.restart().quote(1.5, CALL);
    expect(rig.engine.equity).toBe(later);
  });

  it('and gone from it again leave at their last value', () => {
    const rig = new Rig().connect().state({ cash: '1000', positions: [contracts(2)] });
    rig.quote(1.5, CALL);
    for (let look = 0; look < 6; look += 1) rig.pass(2 * SECOND).state({ cash: '1000' });
    expect(rig.engine.difference?.adjustments).toMatchObject([
      { symbol: CALL, instrument: instrumentOf(CALL), quantity: quantity(-2) },
    ]);
    expect(rig.engine.difference?.adjustments[0]?.cost.toString()).toBe('-300');
  });

  it('keep quantity and mark when a split names their symbol', () => {
    const rig = new Rig().connect().state({ cash: '1000', positions: [contracts(2)] });
    rig.quote(1.5, CALL);
    const terms = { kind: 'split', from: quantity(1), to: quantity(4) } as const;
    const action = { ...terms, symbol: CALL, exDate: isoDate('2024-03-04'), at: rig.at };
    rig.handle({ from: 'market', event: { kind: 'action', at: rig.at, action } });
    expect(positionText(rig)).toBe('2 for 250');
    expect(rig.engine.equity).toBe(1_300);
  });
});

it('a target leaves the cash that a working order for contracts will take', () => {
  const strategy = defineStrategy({
    name: 'both',
    symbols: [SPY, CALL],
    timeframe: '1Min',
    onBar: ({ bar }) =>
      bar.symbol === SPY ? [target(CALL, 0.6, 'first'), target(SPY, 0.9, 'then')] : [],
  });
  const rig = new Rig({ maxGross: 2 }, [{ id: 'both' as BookId, strategy, capital: 1 }]);
  rig.connect().state({ cash: '10000' }).quote(1.25, CALL).quote(100).bar(100);
  const sizes = [...rig.engine.portfolio.orders.values()].map(
    ({ request: { symbol, size } }) =>
      `${symbol} ${size.kind === 'quantity' ? size.quantity.toString() : ''}`,
  );
  // 48 contracts take 6,000; a buffer of 50 stays, and the rest pays 39 shares.
  expect(sizes).toEqual([`${CALL} 48`, 'SPY 39']);
});

describe('an engine that knows the assets of its broker', () => {
  const mini = instrumentOf(CALL, MINI);
  const known = {
    instruments: (symbol: Ticker) => (symbol === CALL ? mini : instrumentOf(symbol)),
  };
  const bought = (id: string) => ({
    ...fillOf(id, 2),
    symbol: CALL,
    instrument: instrumentOf(CALL),
    price: price('1.5'),
  });
  const order = (id: string) => {
    const plain = brokerOrder(id, 'filled', { shares: 2, fills: [bought(id)] });
    const request = { ...plain.request, symbol: CALL, instrument: instrumentOf(CALL) };
    return { ...plain, symbol: CALL, request };
  };
  const opening = (): Rig => new Rig({}, [], known).connect().state({ cash: '1000' });

  it('values positions of a statement with their own multiplier', () => {
    const rig = new Rig({}, [], known).connect();
    rig.state({ cash: '1000', positions: [contracts(2)] });
    expect(positionText(rig)).toBe('2 for 25');
    expect(rig.quote(1.5, CALL).engine.equity).toBe(1_030);
    expect(rig.restart().quote(1.5, CALL).engine.equity).toBe(1_030);
  });

  it.each<[string, (rig: Rig, id: ReturnType<Rig['place']>) => unknown]>([
    [
      'on the stream',
      (rig, id) => {
        const told = { at: rig.at, order: id, complete: true, evidence: STREAM } as const;
        const event = { kind: 'filled', fill: bought(id), ...told } as const;
        rig.handle({ from: 'broker', event: { kind: 'order', event } });
      },
    ],
    ['in an answer', (rig, id) => rig.found(id, order(id))],
    ['in a statement', (rig, id) => rig.state({ cash: '970', fills: [bought(id)] })],
  ])('books an execution %s with it', (_, report) => {
    const rig = opening().quote(1.5, CALL);
    const id = rig.place({ key: 'k', symbol: CALL, shares: 2 });
    expect(rig.order(id).request.instrument).toBe(mini);
    rig.answer(id, 'acknowledged');
    report(rig, id);
    expect(positionText(rig)).toBe('2 for 30');
    expect(rig.engine.portfolio.cash.toString()).toBe('970');
  });

  it('books an order of others with it, and keeps the class that the broker names', () => {
    const rig = opening();
    rig.at = later(rig.at, SECOND);
    const external = order('elsewhere');
    const fills = external.fills.map((fill) => ({ ...fill, at: rig.at }));
    rig.handle({
      from: 'broker',
      event: { kind: 'external', order: { ...external, fills } },
    });
    expect(positionText(rig)).toBe('2 for 30');
    const stock = instrumentOf(CALL, { class: 'us_equity' });
    const other = new Rig({}, [], known).connect();
    other.state({ cash: '1000', positions: [contracts(2, stock)] });
    expect(positionText(other)).toBe('2 for 2.5');
  });
});
