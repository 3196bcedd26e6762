import type { Columns } from '../../core/columns.ts';
import type { Swing } from './swings.ts';

/** Prices seen so that the awaited move leads up: as they are, or upside down. */
export interface Facing {
  readonly sign: 1 | -1;
  readonly top: (row: number) => number;
  readonly bottom: (row: number) => number;
  readonly close: (row: number) => number;
  /** The price of a swing. */
  readonly price: (swing: Swing) => number;
  /** The kind of swing that is above. */
  readonly peak: Swing['kind'];
}

/** The two ways to look at a series: for moves up, and upside down for moves down. */
export function facings(columns: Columns): readonly [Facing, Facing] {
  const high = columns['high']!;
  const low = columns['low']!;
  const close = columns['close']!;
  return [
    {
      sign: 1,
      top: (row) => high[row]!,
      bottom: (row) => low[row]!,
      close: (row) => close[row]!,
      price: ({ price }) => price,
      peak: 'high',
    },
    {
      sign: -1,
      top: (row) => -low[row]!,
      bottom: (row) => -high[row]!,
      close: (row) => -close[row]!,
      price: ({ price }) => -price,
      peak: 'low',
    },
  ];
}
