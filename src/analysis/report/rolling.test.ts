import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { isoDate } from '../../core/time.ts';
import { sessionsBetween } from '../../market/calendar.ts';
import { betaOf } from '../performance/benchmark.ts';
import { isDefined, type MetricValue } from '../performance/metric.ts';
import { sampleCorrelation } from '../performance/moments.ts';
import { sharpeRatio } from '../performance/sharpe.ts';
import { sortinoRatio } from '../performance/sortino.ts';
import { volatility } from '../performance/volatility.ts';
import { reportModel } from './model.ts';
import { rollingMeasures, rollingWindow } from './rolling.ts';

const dates = sessionsBetween(isoDate('2020-01-02'), isoDate('2021-03-31')).map(({ date }) => date);

test.each([
  ['returns that vary', (random: () => number) => 0.01 * random(), 0],
  [
    'a stretch that stands still',
    (random: () => number, row: number) => (row < 200 ? 0 : random() / 100),
    0,
  ],
  ['gains alone, and a rate', (random: () => number) => 0.001 + Math.abs(random()) / 1000, 0.02],
])('rolling measures are those of the catalog: %s', (_, next, riskFree) => {
  const random = seededRandom(5);
  let value = 100;
  const equity = Float64Array.from(dates, (_date, row) => {
    value *= 1 + next(() => random.normal(), row);
    return value;
  });
  const benchmark = Float64Array.from(dates, () => 0.01 * random.normal());
  const performance = { dates, equity, initialEquity: 100, benchmark, riskFree };
  const model = reportModel({ header: { title: 't', kind: 'returns' }, performance });
  const { returns, periodsPerYear, riskFreePerPeriod } = model.context;
  const found = rollingMeasures(model);
  const window = rollingWindow(model);
  const options = { riskFree: riskFreePerPeriod, periodsPerYear };
  const number = (value_: MetricValue): number => (isDefined(value_) ? value_ : Number.NaN);
  expect(found.sharpe.subarray(0, window - 1).every(Number.isNaN)).toBe(true);
  for (let to = window; to <= returns.length; to += 1) {
    const own = returns.subarray(to - window, to);
    const other = model.benchmark!.subarray(to - window, to);
    expect([
      found.sharpe[to - 1],
      found.sortino[to - 1],
      found.volatility[to - 1],
      found.beta![to - 1],
      found.correlation![to - 1],
    ]).toEqual([
      number(sharpeRatio(own, options)),
      number(sortinoRatio(own, options)),
      number(volatility(own, periodsPerYear)),
      number(betaOf({ portfolio: own, benchmark: other })),
      sampleCorrelation(own, other),
    ]);
  }
});
