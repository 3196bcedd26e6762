import type { Schema } from '../../core/schema.ts';
import { oneOf } from '../../core/schema.ts';
import type { EmaState } from './ema.ts';
import { createEma, nextEma } from './ema.ts';
import type { SmaState } from './sma.ts';
import { createSma, nextSma } from './sma.ts';
import type { Wilder } from './wilder.ts';
import { createWilder, nextWilder } from './wilder.ts';
import type { WmaState } from './wma.ts';
import { createWma, nextWma } from './wma.ts';

/** The moving averages that other indicators can be built on; all first output at period - 1. */
export type AverageKind = 'sma' | 'ema' | 'wma' | 'wilder';

/** The state of one of them. */
export type Average =
  | { readonly kind: 'sma'; readonly state: SmaState }
  | { readonly kind: 'ema'; readonly state: EmaState }
  | { readonly kind: 'wma'; readonly state: WmaState }
  | { readonly kind: 'wilder'; readonly state: Wilder };

/** The parameter that chooses one. */
export function averageKind(usual: AverageKind): Schema<AverageKind> {
  return oneOf(['sma', 'ema', 'wma', 'wilder'], {
    default: usual,
    description: 'The kind of moving average.',
  });
}

/** An average of `period` values, before its first. */
export function createAverage(kind: AverageKind, period: number): Average {
  switch (kind) {
    case 'sma':
      return { kind, state: createSma(period) };
    case 'ema':
      return { kind, state: createEma(period) };
    case 'wma':
      return { kind, state: createWma(period) };
    case 'wilder':
      return { kind, state: createWilder(period) };
  }
}

/** Takes one value and returns the average, NaN while warming. */
export function nextAverage(average: Average, value: number): number {
  switch (average.kind) {
    case 'sma':
      return nextSma(average.state, value);
    case 'ema':
      return nextEma(average.state, value);
    case 'wma':
      return nextWma(average.state, value);
    case 'wilder':
      return nextWilder(average.state, value);
  }
}
