import './require-node.ts';

export type {
  Bound,
  Column,
  Indicator,
  IndicatorDefinition,
  IndicatorFactory,
  IndicatorState,
} from './analysis/indicators/define.ts';
export { compute, defineIndicator, fold } from './analysis/indicators/define.ts';
export { adjacentColumns } from './analysis/compiled/engine.ts';
export type { IndicatorStream, StreamBar, StreamRow } from './analysis/indicators/stream.ts';
export { createStream } from './analysis/indicators/stream.ts';
export type { AnyIndicator } from './analysis/indicators/catalog.ts';
export { bindIndicator, INDICATORS } from './analysis/indicators/catalog.ts';
export { accumulationDistribution } from './analysis/indicators/accumulation-distribution.ts';
export { adx } from './analysis/indicators/adx.ts';
export { adxr } from './analysis/indicators/adxr.ts';
export { alma } from './analysis/indicators/alma.ts';
export { apo } from './analysis/indicators/apo.ts';
export { aroonOscillator } from './analysis/indicators/aroon-oscillator.ts';
export { aroon } from './analysis/indicators/aroon.ts';
export { atr } from './analysis/indicators/atr.ts';
export { awesomeOscillator } from './analysis/indicators/awesome-oscillator.ts';
export { beta } from './analysis/indicators/beta.ts';
export { bollingerBands } from './analysis/indicators/bollinger-bands.ts';
export { bollingerPercentB } from './analysis/indicators/bollinger-percent-b.ts';
export { bop } from './analysis/indicators/bop.ts';
export { cci } from './analysis/indicators/cci.ts';
export { chaikinMoneyFlow } from './analysis/indicators/chaikin-money-flow.ts';
export { chaikinOscillator } from './analysis/indicators/chaikin-oscillator.ts';
export { chandelierExit } from './analysis/indicators/chandelier-exit.ts';
export { choppiness } from './analysis/indicators/choppiness.ts';
export { cmo } from './analysis/indicators/cmo.ts';
export { coppock } from './analysis/indicators/coppock.ts';
export { correlation } from './analysis/indicators/correlation.ts';
export { dema } from './analysis/indicators/dema.ts';
export { donchianChannel } from './analysis/indicators/donchian-channel.ts';
export { dpo } from './analysis/indicators/dpo.ts';
export { dx } from './analysis/indicators/dx.ts';
export { easeOfMovement } from './analysis/indicators/ease-of-movement.ts';
export { ema } from './analysis/indicators/ema.ts';
export { fisherTransform } from './analysis/indicators/fisher-transform.ts';
export { forceIndex } from './analysis/indicators/force-index.ts';
export { heikinAshi } from './analysis/indicators/heikin-ashi.ts';
export { highest } from './analysis/indicators/highest.ts';
export { historicalVolatility } from './analysis/indicators/historical-volatility.ts';
export { hma } from './analysis/indicators/hma.ts';
export { hurst } from './analysis/indicators/hurst.ts';
export { ichimoku } from './analysis/indicators/ichimoku.ts';
export { kama } from './analysis/indicators/kama.ts';
export { keltnerChannel } from './analysis/indicators/keltner-channel.ts';
export { kst } from './analysis/indicators/kst.ts';
export { linearRegressionSlope } from './analysis/indicators/linear-regression-slope.ts';
export { linearRegression } from './analysis/indicators/linear-regression.ts';
export { lowest } from './analysis/indicators/lowest.ts';
export { macd } from './analysis/indicators/macd.ts';
export { massIndex } from './analysis/indicators/mass-index.ts';
export { mfi } from './analysis/indicators/mfi.ts';
export { midpoint } from './analysis/indicators/midpoint.ts';
export { minusDi } from './analysis/indicators/minus-di.ts';
export { momentum } from './analysis/indicators/momentum.ts';
export { natr } from './analysis/indicators/natr.ts';
export { obv } from './analysis/indicators/obv.ts';
export { parabolicSar } from './analysis/indicators/parabolic-sar.ts';
export { pivotPoints } from './analysis/indicators/pivot-points.ts';
export { plusDi } from './analysis/indicators/plus-di.ts';
export { ppo } from './analysis/indicators/ppo.ts';
export {
  medianPrice,
  typicalPrice,
  weightedClose,
} from './analysis/indicators/price-transforms.ts';
export { priceVolumeTrend } from './analysis/indicators/price-volume-trend.ts';
export { roc } from './analysis/indicators/roc.ts';
export { rollingVwap } from './analysis/indicators/rolling-vwap.ts';
export { rsi } from './analysis/indicators/rsi.ts';
export { sessionVwap } from './analysis/indicators/session-vwap.ts';
export { sma } from './analysis/indicators/sma.ts';
export { standardDeviation } from './analysis/indicators/standard-deviation.ts';
export { stochasticFast } from './analysis/indicators/stochastic-fast.ts';
export { stochasticRsi } from './analysis/indicators/stochastic-rsi.ts';
export { stochastic } from './analysis/indicators/stochastic.ts';
export { supertrend } from './analysis/indicators/supertrend.ts';
export { t3 } from './analysis/indicators/t3.ts';
export { tema } from './analysis/indicators/tema.ts';
export { timeSeriesForecast } from './analysis/indicators/time-series-forecast.ts';
export { trima } from './analysis/indicators/trima.ts';
export { trix } from './analysis/indicators/trix.ts';
export { trueRange } from './analysis/indicators/true-range.ts';
export { tsi } from './analysis/indicators/tsi.ts';
export { ultimateOscillator } from './analysis/indicators/ultimate-oscillator.ts';
export { variance } from './analysis/indicators/variance.ts';
export { volumeIndex } from './analysis/indicators/volume-index.ts';
export { vortex } from './analysis/indicators/vortex.ts';
export { vwap } from './analysis/indicators/vwap.ts';
export { vwma } from './analysis/indicators/vwma.ts';
export { wilderAverage } from './analysis/indicators/wilder-average.ts';
export { williamsR } from './analysis/indicators/williams-r.ts';
export { wma } from './analysis/indicators/wma.ts';
export { zScore } from './analysis/indicators/z-score.ts';
export { zlema } from './analysis/indicators/zlema.ts';
