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
import type { BarColumns } from '../src/core/columns.ts';
import type { TenName } from './ten.ts';

/** The fastest streaming library from npm: every bar fed to each of the ten. */
export function streamingPeers(bars: BarColumns): Readonly<Record<TenName, () => () => void>> {
  const candles = Array.from({ length: bars.length }, (_, row) => ({
    open: bars.open[row]!,
    high: bars.high[row]!,
    low: bars.low[row]!,
    close: bars.close[row]!,
    volume: bars.volume[row]!,
  }));
  const closes = Array.from(bars.close);
  const onClose = (indicator: { update(value: number, replace: boolean): unknown }) => {
    return () => {
      for (const close of closes) indicator.update(close, false);
    };
  };
  type Candle = (typeof candles)[number];
  const onCandle = (indicator: { update(value: Candle, replace: boolean): unknown }) => {
    return () => {
      for (const candle of candles) indicator.update(candle, false);
    };
  };
  return {
    sma: () => onClose(new SMA(20)),
    ema: () => onClose(new EMA(20)),
    wma: () => onClose(new WMA(20)),
    rsi: () => onClose(new RSI(14)),
    macd: () => onClose(new MACD(new EMA(12), new EMA(26), new EMA(9))),
    stoch: () => onCandle(new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })),
    bbands: () => onClose(new BollingerBands(20, 2)),
    atr: () => onCandle(new ATR(14)),
    obv: () => onCandle(new OBV(2)),
    vwap: () => onCandle(new VWAP()),
  };
}
