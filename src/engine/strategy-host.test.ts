import { instrumentOf } from '../market/instrument.ts';
import { describe, expect, it } from 'vitest';
import { brokerOrder, fillOf, MORNING, Rig, SPY } from '../../tests/support/engine-rig.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { createEngine } from './engine.ts';
import { derivedIds } from './orders/identify.ts';
import { SIM_LIMITS } from '../risk/limits.ts';
import { barColumns } from '../core/columns.ts';
import { price, quantity } from '../core/decimal.ts';
import { type EpochMs, isoDate, later, MINUTE, SECOND } from '../core/time.ts';
import type { Timeframe } from '../market/bar.ts';
import { ticker } from '../market/symbol.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';
import { type BookView, defineStrategy } from '../strategy/define.ts';
import { type Intent, order, target } from '../strategy/intent.ts';
import type { BookConfig } from './book-runner.ts';

const TREND = 'trend' as BookId;
const QQQ = ticker('QQQ');

interface Seen {
  readonly at: EpochMs;
  readonly symbol: string;
  readonly average: number;
}

/** A strategy on a moving average of three closes that records each call and returns what is set. */
function watching(change: { symbols?: readonly string[]; timeframe?: Timeframe } = {}) {
  const seen: Seen[] = [];
  const script: { intents: readonly Intent[]; look: (book: BookView) => void } = {
    intents: [],
    look: () => {},
  };
  const strategy = defineStrategy({
    name: 'trend',
    symbols: change.symbols ?? [SPY],
    timeframe: change.timeframe ?? '1Min',
    indicators: () => ({ average: sma({ period: 3 }) }),
    onBar({ at, bar, indicators: { average }, book }) {
      seen.push({ at, symbol: bar.symbol, average: average.value });
      script.look(book);
      return script.intents;
    },
  });
  const book: BookConfig = { id: TREND, strategy, capital: 0.5 };
  return { book, seen, script };
}

/** Bars of a minute each at these closes; a price is known before each. */
function bars(rig: Rig, closes: readonly number[], symbol = SPY): Rig {
  for (const close of closes) {
    rig.at = later(rig.at, MINUTE);
    rig.quote(close, symbol).bar(close, symbol);
  }
  return rig;
}

function history(closes: readonly number[], until: EpochMs) {
  const columns = barColumns(closes.length);
  closes.forEach((close, index) => {
    const end = until - (closes.length - 1 - index) * MINUTE;
    columns.start[index] = end - MINUTE;
    columns.end[index] = end;
    columns.open[index] = close;
    columns.high[index] = close;
    columns.low[index] = close;
    columns.close[index] = close;
    columns.volume[index] = 1;
  });
  return columns;
}

function answerHistory(rig: Rig, closes: readonly number[], timeframe: Timeframe = '1Min'): Rig {
  const answer = {
    kind: 'history',
    at: rig.at,
    symbol: SPY,
    timeframe,
    bars: history(closes, rig.at),
  } as const;
  rig.handle({ from: 'answer', answer });
  return rig;
}

function split(rig: Rig, from: number, to: number): Rig {
  const action = {
    kind: 'split',
    symbol: SPY,
    exDate: isoDate('2024-03-04'),
    at: rig.at,
    from: quantity(from),
    to: quantity(to),
  } as const;
  rig.handle({ from: 'market', event: { kind: 'action', at: rig.at, action } });
  return rig;
}

describe('a strategy', () => {
  it('is called from the bar on that makes its indicators warm', () => {
    const { book, seen } = watching();
    bars(new Rig({}, [book]).ready(), [100, 101, 102, 106]);
    expect(seen.map(({ average }) => average)).toEqual([101, 103]);
  });

  it('is called for its own symbols and timeframe alone', () => {
    const { book, seen } = watching({ timeframe: '5Min' });
    bars(new Rig({}, [book]).ready(), [100, 101, 102, 103]);
    expect(seen).toEqual([]);
    const other = watching({ symbols: ['QQQ', 'SPY'] });
    const rig = new Rig({}, [other.book]).ready();
    bars(rig, [1, 2, 3], QQQ);
    bars(rig, [100, 101], SPY);
    bars(rig, [100, 101, 102, 103], ticker('AAPL'));
    expect(other.seen.map(({ symbol, average }) => [symbol, average])).toEqual([['QQQ', 2]]);
  });

  it('is not called while its book is paused, but its indicators continue', () => {
    const { book, seen } = watching();
    const rig = new Rig({}, [book]).ready();
    rig.operate({ kind: 'pause_book', book: TREND, reason: 'lunch' });
    bars(rig, [100, 101, 102]);
    expect(seen).toEqual([]);
    rig.operate({ kind: 'resume_book', book: TREND, reason: 'back' });
    bars(rig, [106]);
    expect(seen.map(({ average }) => average)).toEqual([103]);
  });

  it('is not asked about an old bar after a gap, but its indicators and the mark continue', () => {
    const { book, seen, script } = watching();
    const rig = bars(new Rig({}, [book]).ready(), [100, 100, 100]);
    script.intents = [target(SPY, 0.5, 'in')];
    const before = rig.entries.length;
    for (const [close, superseded] of [
      [103, true],
      [106, true],
      [109, false],
    ] as const) {
      rig.at = later(rig.at, 10 * MINUTE);
      const start = later(rig.at, -MINUTE);
      const prices = { open: close, high: close, low: close, close };
      const bar = { symbol: SPY, start, ...prices, volume: 100 };
      const event = { kind: 'bar', at: rig.at, bar, timeframe: '1Min' } as const;
      rig.handle({ from: 'market', event: superseded ? { ...event, superseded } : event });
      expect(rig.engine.markets.get(SPY).price).toBe(close);
      if (superseded) expect(rig.kinds(before)).toEqual([]);
    }
    expect(seen.map(({ average }) => average)).toEqual([100, 106]);
    expect(rig.kinds(before)).toContain('ordered');
  });

  it('of a fraction of an account sees its own book', () => {
    const { book, script } = watching();
    const views: unknown[] = [];
    script.look = ({ equity, cash, weight, price: last, position, orders }: BookView) => {
      void [weight, last, position, orders];
      views.push([equity, cash]);
    };
    bars(new Rig({}, [book]).ready(), [100, 100, 100]);
    expect(views).toEqual([[50_000, 50_000]]);
  });

  it('sees its position, its weight, its price and its open orders', () => {
    const { book, script } = watching();
    const rig = new Rig({}, [book]).ready();
    script.intents = [order({ symbol: SPY, side: 'buy', quantity: 100 }, 'more')];
    bars(rig, [100, 100, 100]);
    const id = [...rig.engine.portfolio.open.keys()][0]!;
    script.intents = [];
    const views: unknown[] = [];
    script.look = (view: BookView) => {
      const held = view.position(SPY);
      views.push({
        weight: view.weight(SPY),
        none: view.weight(QQQ),
        price: view.price(SPY),
        unknown: view.price(QQQ),
        held: held && [held.quantity, held.averagePrice, held.openedAt],
        orders: view.orders().map(({ request }) => request.id),
      });
    };
    bars(rig, [100]);
    expect(views).toEqual([
      { weight: 0, none: 0, price: 100, unknown: Number.NaN, held: undefined, orders: [id] },
    ]);
    rig.answer(id, 'acknowledged');
    const fills = [fillOf(id, 100, 100, rig.at)];
    rig.found(id, brokerOrder(id, 'filled', { shares: 100, fills }));
    bars(rig, [125]);
    expect(views[1]).toMatchObject({
      weight: 12_500 / 52_500,
      price: 125,
      held: [100, 100, fills[0]!.at],
      orders: [],
    });
  });

  it('does not see orders of the manual book', () => {
    const { book, script } = watching();
    const rig = new Rig({}, [book]).ready();
    rig.answer(rig.place({ key: 'k', shares: 1 }), 'acknowledged');
    const views: number[] = [];
    script.look = (view) => views.push(view.orders().length);
    bars(rig, [100, 100, 100]);
    expect(views).toEqual([0]);
  });

  it('cancels its own order', () => {
    const { book, script } = watching();
    const rig = new Rig({}, [book]).ready();
    script.intents = [order({ symbol: SPY, side: 'buy', quantity: 100 }, 'more')];
    bars(rig, [100, 100, 100]);
    const id = [...rig.engine.portfolio.open.keys()][0]!;
    rig.answer(id, 'acknowledged').taken();
    script.intents = [{ kind: 'cancel', order: id, reason: 'enough' }];
    bars(rig, [100]);
    expect(rig.order(id).cancel).toBe('requested');
    expect(rig.commands()).toEqual(['cancel']);
    script.intents = [{ kind: 'cancel', order: 'qp1-none' as ClientOrderId, reason: 'enough' }];
    const before = rig.entries.length;
    bars(rig, [100]);
    expect(rig.kinds(before)).toEqual([]);
  });

  it('that fails while its intents are sized stops alone, with the reason', () => {
    const { book, script } = watching();
    const rig = new Rig({}, [book]).ready();
    script.intents = [
      order({ symbol: SPY, side: 'buy', quantity: 1 }, 'more'),
      { kind: 'dream', reason: 'x' } as never,
    ];
    bars(rig, [100, 100, 100]);
    expect(rig.engine.portfolio.books.get(TREND)).toMatchObject({
      state: 'error',
      stateReason: expect.stringMatching(/^the strategy failed at the SPY bar of .+: .+/) as string,
    });
    expect(rig.engine.state).toBe('running');
  });
});

describe('an engine', () => {
  const roundTrip = (rig: Rig): Rig => {
    for (const [key, side] of [
      ['in', 'buy'],
      ['out', 'sell'],
    ] as const) {
      const id = rig.place({ key, side });
      rig.answer(id, 'acknowledged');
      const fill = { ...fillOf(id, 10), side };
      rig.found(id, brokerOrder(id, 'filled', { fills: [fill] }));
    }
    return rig;
  };

  it('reports closed lots and positions to whoever observes it, and needs nobody', () => {
    const seen: string[] = [];
    const observer = {
      onClosed: (_: unknown, book: string) => seen.push(`closed ${book}`),
      onPosition: (book: string) => seen.push(`position ${book}`),
    };
    roundTrip(new Rig({}, [], { observer }).ready());
    expect(seen).toEqual(['position manual', 'closed manual', 'position manual']);
    expect(roundTrip(new Rig().ready()).engine.portfolio.fillCount).toBe(2);
    const silent = new Rig({}, [], { observer: {} });
    expect(roundTrip(silent.ready()).engine.portfolio.fillCount).toBe(2);
  });

  it('forgets ended orders where only totals are kept', () => {
    const rig = roundTrip(new Rig({}, [], { records: 'totals' }).ready());
    expect(rig.engine.portfolio.forgetful).toBe(true);
    expect(rig.engine.portfolio.orders.size).toBe(0);
    expect(roundTrip(new Rig().ready()).engine.portfolio.orders.size).toBe(2);
    const reviewed = (of: Rig) => of.entries.find(({ body }) => body.kind === 'reviewed')!.body;
    expect(reviewed(rig)).toMatchObject({ controls: [] });
    expect(reviewed(roundTrip(new Rig().ready()))).not.toMatchObject({ controls: [] });
  });

  it('shows what is held at its last price', () => {
    const positions = [
      {
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(3),
        averagePrice: price(90),
      },
    ];
    const rig = new Rig().ready({ positions });
    expect([...rig.engine.risk.positions].map(({ symbol, held }) => [symbol, held])).toEqual([
      [SPY, 3],
    ]);
  });

  it('stops a strategy alone when its decision cannot be carried out', () => {
    const { book, script } = watching();
    const orderIds = () => {
      throw new Error('no id');
    };
    const rig = new Rig({}, [book], { orderIds }).ready();
    script.intents = [order({ symbol: SPY, side: 'buy', quantity: 1 }, 'more')];
    bars(rig, [100, 100, 100]);
    expect(rig.engine.portfolio.books.get(TREND)).toMatchObject({
      state: 'error',
      stateReason: 'the strategy failed at the SPY bar of 2024-03-04T15:03:00Z: no id',
    });
    expect(rig.engine.state).toBe('running');
  });

  it('is started once, before its first event, and entries are restored before that', () => {
    const rig = new Rig();
    expect(() => rig.engine.start(rig.at)).toThrow('an engine starts once');
    expect(() => rig.engine.restore(rig.entries[0]!)).toThrow('before the engine starts');
    const idle = createEngine({
      manifest: { version: '', mode: 'sim', account: '', limits: '', data: '', seed: null },
      books: [],
      limits: SIM_LIMITS,
      orderIds: derivedIds('a'),
    });
    const event = { kind: 'connected', at: rig.at } as const;
    expect(() => idle.handle({ from: 'broker', event })).toThrow('before its first event');
  });
});

describe('a target', () => {
  const sized = (weights: readonly number[], limits = {}) => {
    const { book, script } = watching();
    const rig = new Rig({ quoteStaleMs: 10 * MINUTE, duplicateWindowMs: 0, ...limits }, [
      book,
    ]).ready();
    bars(rig, [100, 100]);
    const made: (string | undefined)[] = [];
    for (const weight of weights) {
      script.intents = [target(SPY, weight, 'a test')];
      const before = rig.entries.length;
      bars(rig, [100]);
      const ordered = rig.entries.slice(before).find(({ body }) => body.kind === 'ordered');
      const body = ordered?.body;
      if (body?.kind !== 'ordered' || body.order.size.kind !== 'quantity') made.push(undefined);
      else made.push(`${body.order.side} ${body.order.size.quantity.toString()}`);
    }
    return { rig, made };
  };

  it('is sized by the equity of the book', () => {
    expect(sized([0.5]).made).toEqual(['buy 250']);
  });

  it('counts what is being bought, and what that takes of the cash', () => {
    expect(sized([0.5, 0.5, 0.8, 1]).made).toEqual(['buy 250', undefined, 'buy 150', 'buy 97']);
  });

  it.each([
    // spendProceeds, terms of the sell, the buy that follows
    [false, 'market', undefined],
    [true, 'market', 'buy 100'],
    [true, 'limit', undefined],
  ] as const)('spends what a working sell brings: %s, %s', (spendProceeds, type, expected) => {
    const { book, script } = watching({ symbols: ['SPY', 'QQQ'] });
    const limits = { spendProceeds, quoteStaleMs: 10 * MINUTE, cashBuffer: 0 };
    const rig = new Rig(limits, [book]).ready();
    script.intents = [target(SPY, 1, 'in')];
    bars(rig, [100, 100, 100]);
    const id = [...rig.engine.portfolio.open.keys()][0]!;
    rig.answer(id, 'acknowledged');
    rig.found(
      id,
      brokerOrder(id, 'filled', { shares: 500, fills: [fillOf(id, 500, 500, rig.at)] }),
    );
    const terms =
      type === 'market' ? ({ type } as const) : ({ type, limitPrice: price(100) } as const);
    script.intents = [order({ symbol: SPY, side: 'sell', quantity: 100, terms }, 'out')];
    bars(rig, [100]);
    bars(rig, [50, 50], QQQ);
    script.intents = [target(QQQ, 0.1, 'other')];
    const before = rig.entries.length;
    bars(rig, [50], QQQ);
    const ordered = rig.entries.slice(before).find(({ body }) => body.kind === 'ordered')?.body;
    const size = ordered?.kind === 'ordered' ? ordered.order.size : undefined;
    expect(size?.kind === 'quantity' ? `buy ${size.quantity.toString()}` : undefined).toBe(
      expected,
    );
  });

  it('counts what is held, and what is being sold', () => {
    const { book, script } = watching();
    const rig = new Rig({ duplicateWindowMs: 0 }, [book]).ready();
    script.intents = [target(SPY, 0.8, 'in')];
    bars(rig, [100, 100, 100]);
    const id = [...rig.engine.portfolio.open.keys()][0]!;
    rig.answer(id, 'acknowledged');
    rig.found(
      id,
      brokerOrder(id, 'filled', { shares: 400, fills: [fillOf(id, 400, 400, rig.at)] }),
    );
    const sells = (): readonly string[] =>
      [...rig.engine.portfolio.open.values()].map(({ request: { side, size } }) =>
        size.kind === 'quantity' ? `${side} ${size.quantity.toString()}` : side,
      );
    script.intents = [target(SPY, 0.6, 'less')];
    bars(rig, [100]);
    expect(sells()).toEqual(['sell 100']);
    script.intents = [target(SPY, 0, 'out')];
    bars(rig, [100]);
    expect(sells()).toEqual(['sell 100', 'sell 300']);
    bars(rig, [100]);
    expect(sells()).toEqual(['sell 100', 'sell 300']);
  });
});

describe('a split', () => {
  it('asks for the history of each strategy that watches, in its own timeframe', () => {
    const minutes = watching();
    const fives = { ...watching({ timeframe: '5Min' }).book, id: 'slow' as BookId };
    const rig = new Rig({}, [minutes.book, fives]).ready();
    rig.taken();
    split(rig, 1, 4);
    const all = Number.MAX_SAFE_INTEGER;
    const asked = { kind: 'history', symbol: SPY, bars: all, until: rig.at };
    expect(rig.taken()).toEqual([
      { ...asked, timeframe: '1Min' },
      { ...asked, timeframe: '5Min' },
    ]);
  });

  it('changes shares and marks, not the value of the account', () => {
    const positions = [
      {
        symbol: SPY,
        instrument: instrumentOf(SPY),
        quantity: quantity(10),
        averagePrice: price(100),
      },
    ];
    const rig = split(new Rig().ready({ positions }), 1, 4);
    expect(rig.engine.portfolio.holdings.get(SPY)!.toString()).toBe('40');
    expect(rig.engine.markets.get(SPY).price).toBeCloseTo(25, 9);
    expect(rig.engine.markets.get(SPY).bid).toBeCloseTo(24.9975, 9);
    expect(rig.engine.equity).toBeCloseTo(101_000, 6);
  });

  it('restarts the indicators from the history in new shares', () => {
    const { book, seen } = watching();
    const rig = bars(new Rig({}, [book]).ready(), [100, 100, 100]);
    answerHistory(split(rig, 1, 4), [25, 25, 25]);
    bars(rig, [28]);
    expect(seen.map(({ average }) => average)).toEqual([100, 26]);
  });

  it('leaves the indicators cold where the history is short, and of another timeframe alone', () => {
    const { book, seen } = watching();
    const rig = bars(new Rig({}, [book]).ready(), [100, 100, 100]);
    answerHistory(rig, [25], '5Min');
    bars(rig, [103]);
    expect(seen.map(({ average }) => average)).toEqual([100, 101]);
    answerHistory(rig, [25]);
    bars(rig, [26]);
    expect(seen).toHaveLength(2);
    bars(rig, [27]);
    expect(seen.at(-1)!.average).toBe(26);
  });

  it('is not decided on twice: a bar that the history had is none for the strategy', () => {
    const { book, seen } = watching();
    const rig = new Rig({}, [book]).ready();
    answerHistory(rig, [99, 100, 101]);
    rig.bar(101);
    expect(seen).toEqual([]);
    bars(rig, [102]);
    expect(seen.map(({ average }) => average)).toEqual([101]);
  });

  it('and a dividend are journaled; a dividend changes nothing else', () => {
    const rig = new Rig().ready();
    rig.taken();
    const before = rig.entries.length;
    const action = {
      kind: 'dividend',
      symbol: SPY,
      exDate: isoDate('2024-03-04'),
      at: rig.at,
      perShare: price('0.5'),
    } as const;
    rig.handle({ from: 'market', event: { kind: 'action', at: rig.at, action } });
    expect(rig.entries.slice(before).map(({ body }) => body)).toEqual([
      { kind: 'action_applied', action },
    ]);
    expect(rig.commands()).toEqual([]);
    expect(rig.engine.markets.get(SPY).price).toBeCloseTo(100, 9);
  });
});

describe('trades and holes of the feed', () => {
  it('change nothing but the time', () => {
    const rig = new Rig().ready();
    const before = rig.entries.length;
    rig.at = later(MORNING, SECOND);
    const trade = { symbol: SPY, at: rig.at, price: 5, size: 1 } as never;
    rig.handle({ from: 'market', event: { kind: 'trade', at: rig.at, trade } });
    rig.handle({ from: 'market', event: { kind: 'gap', at: rig.at } as never });
    expect([rig.kinds(before), rig.engine.now]).toEqual([[], rig.at]);
    expect(rig.engine.markets.get(SPY).price).toBeCloseTo(100, 9);
  });
});
