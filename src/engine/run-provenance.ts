import type { ReadSymbol, RunProvenance } from '../analysis/report/provenance.ts';
import { canonicalJson } from '../core/canonical.ts';
import { sha256Hex } from '../core/sha256.ts';
import { type EpochMs, epochMs, type IsoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { barsHash } from '../market/bars-hash.ts';
import { newYorkDate } from '../market/calendar.ts';
import { validateSeries } from '../market/validate.ts';

/** What is asked of the bars that a run read and of how it read them. */
export interface ProvenanceQuestion {
  /** The bars between the run's days, with their actions. */
  readonly series: readonly BarSeries[];
  /** Bars of a symbol that its indicators consume before their first value. */
  readonly lookbackOf: (symbol: string) => number;
  readonly fill: 'next_open' | 'close';
  /** Everything that was chosen, as plain JSON. */
  readonly config: unknown;
}

/**
 * What a run was made from: hashes of its data and its configuration, the gaps of its bars against
 * the exchange's calendar, and where its indicators were warm. Takes a pass over all bars.
 */
export function runProvenance(question: ProvenanceQuestion): RunProvenance {
  const { series, lookbackOf, fill, config } = question;
  const symbols = series.flatMap((one) => readSymbol(one, lookbackOf(one.symbol)));
  return {
    bars: series.reduce((sum, { columns }) => sum + columns.length, 0),
    timeframe: series[0]?.timeframe ?? '1Day',
    dataHash: barsHash(series),
    configHash: sha256Hex(canonicalJson(config)),
    lookback: series.reduce((most, { symbol }) => Math.max(most, lookbackOf(symbol)), 0),
    fill,
    symbols,
  };
}

function readSymbol(series: BarSeries, lookback: number): readonly ReadSymbol[] {
  const { end, length } = series.columns;
  if (length === 0) return [];
  const day = (row: number): IsoDate => newYorkDate(epochMs(end[row]!));
  const gaps = validateSeries(series).filter(({ code }) => code === 'gap');
  const at: EpochMs | undefined = gaps[0]?.at;
  return [
    {
      symbol: series.symbol,
      first: day(0),
      last: day(length - 1),
      tradable: lookback < length ? day(lookback) : null,
      gaps: gaps.length,
      firstGap: at === undefined ? null : newYorkDate(at),
    },
  ];
}
