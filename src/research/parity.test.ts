import { describe, expect, it } from 'vitest';
import {
  type InProcessHouse,
  journalLive,
  journalSimulated,
  linesOf,
} from '../../tests/support/both-drivers.ts';
import { sma } from '../analysis/indicators/sma.ts';
import { barColumns } from '../core/columns.ts';
import { money, quantity } from '../core/decimal.ts';
import { seededRandom } from '../core/random.ts';
import { epochMs, isoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { newYorkDate, newYorkInstant, sessionOn, sessionsBetween } from '../market/calendar.ts';
import { createSeriesCursor } from '../market/feed-order.ts';
import { ticker } from '../market/symbol.ts';
import type { BookId } from '../orders/request.ts';
import { limitsText, RESEARCH_LIMITS } from '../risk/limits.ts';
import { createExchange } from '../simulator/create-exchange.ts';
import { defineStrategy } from '../strategy/define.ts';
import { order, target } from '../strategy/intent.ts';
import { derivedIds } from '../engine/orders/identify.ts';
import { createEngine } from '../engine/engine.ts';
import { SimulatedBroker } from '../engine/drive/simulated-broker.ts';

const SYMBOLS = ['AAAA', 'BBBB', 'CCCC'] as const;

function series(seed: number): readonly BarSeries[] {
  const sessions = sessionsBetween(isoDate('2019-01-02'), isoDate('2019-12-31'));
  return SYMBOLS.map((name, place) => {
    const random = seededRandom(seed + place);
    const columns = barColumns(sessions.length);
    const splitAt = 120;
    let price = 100 + place * 20;
    sessions.forEach((session, row) => {
      if (row === splitAt && place === 0) price /= 4;
      const open = price * (1 + 0.004 * random.normal());
      price = open * (1 + 0.0005 + 0.012 * random.normal());
      const cents = (value: number): number => Math.round(value * 100) / 100;
      columns.start[row] = newYorkInstant(session.date, 0);
      columns.end[row] = session.close;
      columns.open[row] = cents(open);
      columns.close[row] = cents(price);
      columns.high[row] = cents(Math.max(open, price) * 1.003);
      columns.low[row] = cents(Math.min(open, price) * 0.997);
      columns.volume[row] = 1_000_000;
    });
    const symbol = ticker(name);
    const split = sessions[splitAt]!;
    const dividend = sessions[60]!;
    return {
      symbol,
      timeframe: '1Day',
      columns,
      actions: [
        {
          kind: 'dividend',
          symbol,
          exDate: dividend.date,
          at: dividend.open,
          perShare: money('0.37') as never,
        },
        ...(place === 0
          ? [
              {
                kind: 'split' as const,
                symbol,
                exDate: split.date,
                at: split.open,
                from: quantity(1),
                to: quantity(4),
              },
            ]
          : []),
      ],
    };
  });
}

const trend = defineStrategy({
  name: 'trend',
  symbols: SYMBOLS,
  timeframe: '1Day',
  indicators: () => ({ fast: sma({ period: 5 }), slow: sma({ period: 20 }) }),
  memory: () => ({ bars: 0 }),
  onBar({ bar, position, memory, indicators: { fast, slow } }) {
    memory.bars += 1;
    if (!position && fast.value > slow.value) return [target(bar.symbol, 0.3, 'fast above slow')];
    if (position && fast.value < slow.value) return [target(bar.symbol, 0, 'fast below slow')];
    return undefined;
  },
});

const dipBuyer = defineStrategy({
  name: 'dips',
  symbols: ['BBBB'],
  timeframe: '1Day',
  onBar({ bar }) {
    const limitPrice = money((Math.floor(bar.close * 98) / 100).toFixed(2)) as never;
    const words = { symbol: bar.symbol, side: 'buy', quantity: 3 } as const;
    return [order({ ...words, terms: { type: 'limit', limitPrice } }, 'a dip')];
  },
});

function house(seed: number): InProcessHouse {
  const bars = series(seed);
  const cursor = createSeriesCursor(bars, { sessions: true });
  const startsAt = epochMs(bars[0]!.columns.start[0]!);
  const engine = createEngine({
    manifest: {
      version: 'test',
      mode: 'sim',
      account: 'parity',
      limits: limitsText(RESEARCH_LIMITS),
      data: '',
      seed,
    },
    books: [
      { id: 'trend' as BookId, strategy: trend, capital: 0.6 },
      { id: 'dips' as BookId, strategy: dipBuyer, capital: 0.3 },
    ],
    limits: RESEARCH_LIMITS,
    orderIds: derivedIds('parity'),
  });
  const exchange = createExchange({
    deposit: { amount: money(100_000), at: startsAt },
    fees: 'us_equities',
    openOf: (bar) => sessionOn(newYorkDate(bar.start))!.open,
  });
  const simulated = new SimulatedBroker({ exchange, account: 'parity', startsAt, keepFills: true });
  return { bars, cursor, startsAt, engine, simulated };
}

const simulatedJournal = (seed: number): readonly string[] =>
  linesOf(journalSimulated(house(seed)));

const liveJournal = async (seed: number): Promise<readonly string[]> =>
  linesOf(await journalLive(house(seed)));

describe('parity', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'the live driver over the simulated broker writes the backtest journal, seed %i',
    async (seed) => {
      const simulated = simulatedJournal(seed);
      const live = await liveJournal(seed);
      expect(simulated.length).toBeGreaterThan(1_000);
      expect(simulated.filter((entry) => entry.includes('"filled"')).length).toBeGreaterThan(30);
      expect(live.length).toBe(simulated.length);
      expect(live).toEqual(simulated);
    },
  );

  it('another seed writes another journal', () => {
    expect(simulatedJournal(1)).not.toEqual(simulatedJournal(2));
  });
});
