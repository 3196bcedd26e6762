import { createRequire } from 'node:module';
import { IndicatorsSync } from '@ixjb94/indicators';
import * as indicatorts from 'indicatorts';
import type * as FastTechnicalIndicators from 'fast-technical-indicators';
import type { TenName } from './ten.ts';

/** Bars as plain arrays, as the peers take them. */
export interface PlainBars {
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

/** A peer's function, and its last value if its rule is comparable with ours. */
export interface PeerRun {
  readonly run: () => unknown;
  readonly last?: (result: unknown) => number | undefined;
}

/** One npm library and which of the ten indicators it has. */
export interface Peer {
  readonly name: string;
  readonly runs: Partial<Readonly<Record<TenName, PeerRun>>>;
}

// Its ES module is not marked as one, so only `require` loads the package.
const fast = createRequire(import.meta.url)(
  'fast-technical-indicators',
) as typeof FastTechnicalIndicators;

const lastOf = (values: unknown): number | undefined => (values as number[]).at(-1);
const lastIn =
  (key: string | number) =>
  (values: unknown): number | undefined =>
    lastOf((values as Record<string | number, unknown>)[key]);

/** Returns the npm libraries that are fastest at one or another of the ten. */
export function batchPeers(bars: PlainBars): readonly Peer[] {
  return [ixjb94(bars), indicatortsPeer(bars), fastTechnicalIndicators(bars)];
}

function ixjb94({ high, low, close, volume }: PlainBars): Peer {
  const ix = new IndicatorsSync();
  return {
    name: '@ixjb94',
    runs: {
      sma: { run: () => ix.sma(close, 20), last: lastOf },
      ema: { run: () => ix.ema(close, 20), last: lastOf },
      wma: { run: () => ix.wma(close, 20), last: lastOf },
      rsi: { run: () => ix.rsi(close, 14), last: lastOf },
      macd: { run: () => ix.macd(close, 12, 26, 9), last: lastIn(0) },
      stoch: { run: () => ix.stoch(high, low, close, 14, 3, 3), last: lastIn(0) },
      bbands: { run: () => ix.bbands(close, 20, 2), last: lastIn(1) },
      atr: { run: () => ix.atr(high, low, close, 14), last: lastOf },
      // Starts at 0 instead of the first volume.
      obv: { run: () => ix.obv(close, volume) },
      // Over the last 20 bars only.
      vwap: { run: () => ix.vwap(high, low, close, volume, 20) },
    },
  };
}

function indicatortsPeer({ high, low, close, volume }: PlainBars): Peer {
  return {
    name: 'indicatorts',
    runs: {
      sma: { run: () => indicatorts.sma(close, { period: 20 }), last: lastOf },
      ema: { run: () => indicatorts.ema(close, { period: 20 }), last: lastOf },
      rsi: { run: () => indicatorts.rsi(close, { period: 14 }) },
      macd: {
        run: () => indicatorts.macd(close, { fast: 12, slow: 26, signal: 9 }),
        last: lastIn('macdLine'),
      },
      // One smoothing only.
      stoch: { run: () => indicatorts.stoch(high, low, close, { kPeriod: 14, dPeriod: 3 }) },
      bbands: { run: () => indicatorts.bb(close, { period: 20 }), last: lastIn('middle') },
      // A simple average of the ranges.
      atr: { run: () => indicatorts.atr(high, low, close, { period: 14 }) },
      obv: { run: () => indicatorts.obv(close, volume) },
      vwap: { run: () => indicatorts.vwap(close, volume, { period: 20 }) },
    },
  };
}

function fastTechnicalIndicators({ high, low, close, volume }: PlainBars): Peer {
  const macdInput = {
    values: close,
    fastPeriod: 12,
    slowPeriod: 26,
    signalPeriod: 9,
    SimpleMAOscillator: false,
    SimpleMASignal: false,
  };
  return {
    name: 'fast-technical',
    runs: {
      sma: { run: () => fast.sma({ period: 20, values: close }), last: lastOf },
      ema: { run: () => fast.ema({ period: 20, values: close }), last: lastOf },
      wma: { run: () => fast.wma({ period: 20, values: close }), last: lastOf },
      // Rounded to cents.
      rsi: { run: () => fast.rsi({ period: 14, values: close }) },
      macd: {
        run: () => fast.macd(macdInput),
        last: (rows) => (rows as { readonly MACD: number }[]).at(-1)?.MACD,
      },
      stoch: { run: () => fast.stochastic({ high, low, close, period: 14, signalPeriod: 3 }) },
      bbands: {
        run: () => fast.bollingerbands({ period: 20, stdDev: 2, values: close }),
        last: (rows) => (rows as { readonly middle: number }[]).at(-1)?.middle,
      },
      atr: { run: () => fast.atr({ high, low, close, period: 14 }), last: lastOf },
      obv: { run: () => fast.obv({ close, volume }) },
      vwap: { run: () => fast.vwap({ high, low, close, volume }), last: lastOf },
    },
  };
}
