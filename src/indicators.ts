export type {
  Bound,
  Column,
  Indicator,
  IndicatorDefinition,
  IndicatorFactory,
  IndicatorState,
} from './analysis/indicators/define.ts';
export { compute, defineIndicator, fold } from './analysis/indicators/define.ts';
export { ema } from './analysis/indicators/ema.ts';
export { sma } from './analysis/indicators/sma.ts';
