import { countText, numberText } from '../../core/number-text.ts';
import type { IsoDate } from '../../core/time.ts';

/** The bars of one symbol that a run read. */
export interface ReadSymbol {
  readonly symbol: string;
  readonly first: IsoDate;
  readonly last: IsoDate;
  /** The first bar at which every indicator was warm; null where none was. */
  readonly tradable: IsoDate | null;
  /** Places where the exchange's calendar has more than the bars. */
  readonly gaps: number;
  /** The bar before which the first is; null without one. */
  readonly firstGap: IsoDate | null;
  /** Whole sessions without a bar between the first bar and the last, and the most in a row. */
  readonly missing: number;
  readonly longestHole: number;
  /** The bar after the first missing session; null without one. */
  readonly firstHole: IsoDate | null;
  /** The bar after the first gap within a session; null without one. */
  readonly firstSilence: IsoDate | null;
  /** Gaps within sessions. */
  readonly silences: number;
  /** Price moves that no split or dividend explains. */
  readonly jumps: number;
  readonly firstJump: IsoDate | null;
}

/** What a run was made from, as far as the run itself knows it. */
export interface RunProvenance {
  readonly bars: number;
  readonly timeframe: string;
  /** SHA-256 of the bars read with their splits and dividends. */
  readonly dataHash: string;
  /** SHA-256 of strategy, parameters, symbols, days, costs and limits. */
  readonly configHash: string;
  /** Bars that an indicator consumes before it has a value, at most. */
  readonly lookback: number;
  readonly fill: 'next_open' | 'close';
  readonly symbols: readonly ReadSymbol[];
}

/** Maximum number of symbols named next to what they have in common. */
const NAMED = 6;

/** The facts of a run's making, label and value; nothing that was not looked at is claimed. */
export function provenanceFacts(
  given: RunProvenance,
): readonly (readonly [label: string, value: string])[] {
  const { bars, timeframe, dataHash, configHash, lookback, fill, symbols } = given;
  const warm =
    lookback === 0
      ? 'none: no indicator looks back'
      : `${countText(lookback, 'bar')} of each symbol before its first decision`;
  return [
    ['Gaps', gapsText(symbols)],
    ['Warm-up', warm],
    ['First tradable bar', tradableText(symbols)],
    [
      'Look-ahead',
      fill === 'close'
        ? 'by construction a decision sees only bars that have ended; it fills at that same close'
        : 'by construction a decision sees only bars that have ended, and fills after them',
    ],
    [
      'Survivorship',
      'not corrected: the symbols were named, not drawn from all that traded then; chosen with ' +
        'hindsight they flatter',
    ],
    ['Seed', 'none: a run uses no chance'],
    ['Data', `${numberText(bars, 0)} bars of ${timeframe}, sha256 ${dataHash}`],
    ['Configuration', `sha256 ${configHash}`],
  ];
}

function gapsText(symbols: readonly ReadSymbol[]): string {
  const torn = symbols.filter(({ gaps }) => gaps > 0);
  if (torn.length === 0) return 'none against the exchange’s calendar, from first to last bar';
  const named = torn
    .slice(0, NAMED)
    .map(({ symbol, gaps, firstGap }) => `${symbol} ${gaps} (the first before ${firstGap})`);
  const more = torn.length > NAMED ? ` and ${torn.length - NAMED} more symbols` : '';
  return `${named.join(', ')}${more}`;
}

function tradableText(symbols: readonly ReadSymbol[]): string {
  const days = new Set(symbols.map(({ tradable }) => tradable));
  const [only] = days;
  if (days.size === 1) return only ?? 'none: the indicators never had enough bars';
  const named = symbols
    .slice(0, NAMED)
    .map(({ symbol, tradable }) => `${symbol} ${tradable ?? 'never'}`);
  const more = symbols.length > NAMED ? ` and ${symbols.length - NAMED} more` : '';
  return `${named.join(', ')}${more}`;
}
