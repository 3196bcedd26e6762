import { accumulationDistribution } from './accumulation-distribution.ts';
import { adx } from './adx.ts';
import { adxr } from './adxr.ts';
import { alma } from './alma.ts';
import { apo } from './apo.ts';
import { aroonOscillator } from './aroon-oscillator.ts';
import { aroon } from './aroon.ts';
import { atr } from './atr.ts';
import { awesomeOscillator } from './awesome-oscillator.ts';
import { beta } from './beta.ts';
import { bollingerBands } from './bollinger-bands.ts';
import { bollingerPercentB } from './bollinger-percent-b.ts';
import { bop } from './bop.ts';
import { cci } from './cci.ts';
import { chaikinMoneyFlow } from './chaikin-money-flow.ts';
import { chaikinOscillator } from './chaikin-oscillator.ts';
import { chandelierExit } from './chandelier-exit.ts';
import { choppiness } from './choppiness.ts';
import { cmo } from './cmo.ts';
import { coppock } from './coppock.ts';
import { correlation } from './correlation.ts';
import { dema } from './dema.ts';
import { donchianChannel } from './donchian-channel.ts';
import { dpo } from './dpo.ts';
import { dx } from './dx.ts';
import { easeOfMovement } from './ease-of-movement.ts';
import { ema } from './ema.ts';
import { fisherTransform } from './fisher-transform.ts';
import { forceIndex } from './force-index.ts';
import { heikinAshi } from './heikin-ashi.ts';
import { highest } from './highest.ts';
import { historicalVolatility } from './historical-volatility.ts';
import { hma } from './hma.ts';
import { hurst } from './hurst.ts';
import { ichimoku } from './ichimoku.ts';
import { kama } from './kama.ts';
import { keltnerChannel } from './keltner-channel.ts';
import { kst } from './kst.ts';
import { linearRegressionSlope } from './linear-regression-slope.ts';
import { linearRegression } from './linear-regression.ts';
import { lowest } from './lowest.ts';
import { macd } from './macd.ts';
import { massIndex } from './mass-index.ts';
import { mfi } from './mfi.ts';
import { midpoint } from './midpoint.ts';
import { minusDi } from './minus-di.ts';
import { momentum } from './momentum.ts';
import { natr } from './natr.ts';
import { obv } from './obv.ts';
import { parabolicSar } from './parabolic-sar.ts';
import { pivotPoints } from './pivot-points.ts';
import { plusDi } from './plus-di.ts';
import { ppo } from './ppo.ts';
import { medianPrice, typicalPrice, weightedClose } from './price-transforms.ts';
import { priceVolumeTrend } from './price-volume-trend.ts';
import { roc } from './roc.ts';
import { rollingVwap } from './rolling-vwap.ts';
import { rsi } from './rsi.ts';
import { sessionVwap } from './session-vwap.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochasticFast } from './stochastic-fast.ts';
import { stochasticRsi } from './stochastic-rsi.ts';
import { stochastic } from './stochastic.ts';
import { supertrend } from './supertrend.ts';
import { t3 } from './t3.ts';
import { tema } from './tema.ts';
import { timeSeriesForecast } from './time-series-forecast.ts';
import { trima } from './trima.ts';
import { trix } from './trix.ts';
import { trueRange } from './true-range.ts';
import { tsi } from './tsi.ts';
import { ultimateOscillator } from './ultimate-oscillator.ts';
import { variance } from './variance.ts';
import { volumeIndex } from './volume-index.ts';
import { vortex } from './vortex.ts';
import { vwap } from './vwap.ts';
import { vwma } from './vwma.ts';
import { wilderAverage } from './wilder-average.ts';
import { williamsR } from './williams-r.ts';
import { wma } from './wma.ts';
import { zScore } from './z-score.ts';
import { zlema } from './zlema.ts';
import type { Bound, IndicatorDefinition } from './define.ts';
import { QuipuError } from '../../core/errors.ts';

/** An indicator whose parameters are known at run time only; its schema checks them. */
export interface AnyIndicator {
  (params?: never): Bound;
  readonly definition: IndicatorDefinition;
}

/** Every indicator; the ten that charts start with come first. */
export const INDICATORS: readonly AnyIndicator[] = [
  sma,
  ema,
  wma,
  rsi,
  macd,
  stochastic,
  bollingerBands,
  atr,
  obv,
  vwap,
  accumulationDistribution,
  adx,
  adxr,
  alma,
  apo,
  aroonOscillator,
  aroon,
  awesomeOscillator,
  beta,
  bollingerPercentB,
  bop,
  cci,
  chaikinMoneyFlow,
  chaikinOscillator,
  chandelierExit,
  choppiness,
  cmo,
  coppock,
  correlation,
  dema,
  donchianChannel,
  dpo,
  dx,
  easeOfMovement,
  fisherTransform,
  forceIndex,
  heikinAshi,
  highest,
  historicalVolatility,
  hma,
  hurst,
  ichimoku,
  kama,
  keltnerChannel,
  kst,
  linearRegressionSlope,
  linearRegression,
  lowest,
  massIndex,
  mfi,
  midpoint,
  minusDi,
  momentum,
  natr,
  parabolicSar,
  pivotPoints,
  plusDi,
  ppo,
  typicalPrice,
  medianPrice,
  weightedClose,
  priceVolumeTrend,
  roc,
  rollingVwap,
  sessionVwap,
  standardDeviation,
  stochasticFast,
  stochasticRsi,
  supertrend,
  t3,
  tema,
  timeSeriesForecast,
  trima,
  trix,
  trueRange,
  tsi,
  ultimateOscillator,
  variance,
  volumeIndex,
  vortex,
  vwma,
  wilderAverage,
  williamsR,
  zScore,
  zlema,
];

const BY_NAME = new Map(INDICATORS.map((indicator) => [indicator.definition.name, indicator]));

/**
 * Binds an indicator by its name, with parameters as they came from a person or a wire.
 *
 * @throws QuipuError `analysis.unknown_indicator`, `core.invalid_input`,
 * `analysis.conflicting_params`
 */
export function bindIndicator(name: string, params: unknown = {}): Bound {
  const indicator = BY_NAME.get(name);
  if (indicator === undefined) {
    throw new QuipuError('analysis.unknown_indicator', `There is no indicator "${name}".`, {
      next: `Choose one of ${[...BY_NAME.keys()].join(', ')}.`,
    });
  }
  // The indicator parses its parameters, whatever they are, before it uses them.
  return indicator(params as never);
}
