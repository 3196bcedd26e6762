import {
  ATR,
  BollingerBands,
  EMA,
  MACD,
  OBV,
  RSI,
  SMA,
  StochasticOscillator,
  VWAP,
  WMA,
} from 'trading-signals';
import type { TenName } from './ten.ts';
import type { Candle, Loops } from './w1s-loop.ts';

/** Feeds every bar to an indicator of the fastest streaming npm library. */
export function feedPeer(
  name: TenName,
  closes: readonly number[],
  candles: readonly Candle[],
  { updateAll }: Loops,
): void {
  switch (name) {
    case 'sma':
      return updateAll(new SMA(20), closes);
    case 'ema':
      return updateAll(new EMA(20), closes);
    case 'wma':
      return updateAll(new WMA(20), closes);
    case 'rsi':
      return updateAll(new RSI(14), closes);
    case 'macd':
      return updateAll(new MACD(new EMA(12), new EMA(26), new EMA(9)), closes);
    case 'stoch':
      return updateAll(
        new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 }),
        candles,
      );
    case 'bbands':
      return updateAll(new BollingerBands(20, 2), closes);
    case 'atr':
      return updateAll(new ATR(14), candles);
    case 'obv':
      return updateAll(new OBV(2), candles);
    default:
      return updateAll(new VWAP(), candles);
  }
}
