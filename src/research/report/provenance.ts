import type { ReadSymbol, RunProvenance } from '../../analysis/report/provenance.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { epochMs, type IsoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { barsHash } from '../../market/bars-hash.ts';
import { newYorkDate } from '../../market/calendar.ts';
import type { Finding } from '../../market/validation/finding.ts';
import { validateSeries } from '../../market/validation/validate.ts';

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
  const findings = validateSeries(series);
  const gaps = findings.filter(({ code }) => code === 'gap');
  const holes = gaps.filter(({ sessions = 0 }) => sessions > 0);
  const silences = gaps.filter(({ sessions = 0 }) => sessions === 0);
  const jumps = findings.filter(({ code }) => code === 'jump');
  return [
    {
      symbol: series.symbol,
      first: day(0),
      last: day(length - 1),
      tradable: lookback < length ? day(lookback) : null,
      gaps: gaps.length,
      firstGap: firstDay(gaps),
      missing: holes.reduce((sum, { sessions = 0 }) => sum + sessions, 0),
      longestHole: Math.max(0, ...holes.map(({ sessions = 0 }) => sessions)),
      firstHole: firstDay(holes),
      silences: silences.length,
      firstSilence: firstDay(silences),
      jumps: jumps.length,
      firstJump: firstDay(jumps),
    },
  ];
}

function firstDay([first]: readonly Finding[]): IsoDate | null {
  return first?.at === undefined ? null : newYorkDate(first.at);
}
