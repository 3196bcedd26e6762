import { correlationMatrix, historicalVar, rollingBeta } from 'quipu-portfolio/analysis';
import { walk } from '../tests/golden/qgbm.ts';
import { goalRow, median, timed, type Workload } from './workload.ts';

const ASSETS = 500;
const SESSIONS = 2520;
const WINDOW = 60;
const WARM_UP_ROUNDS = 3;

/**
 * Times of NumPy with one OpenBLAS thread on the reference machine, ms, and the goal as a fraction.
 */
const REFERENCES: Readonly<Record<string, { readonly numpyMs: number; readonly atMost: number }>> =
  {
    correlation_ms: { numpyMs: 16.5, atMost: 2 },
    value_at_risk_ms: { numpyMs: 23, atMost: 0.8 },
    rolling_beta_ms: { numpyMs: 21, atMost: 0.2 },
  };

function returnsOf(seed: number): Float64Array {
  const { close } = walk(SESSIONS + 1, { seed, mu: 0.0003, sigma: 0.015, p0: 100 });
  return Float64Array.from({ length: SESSIONS }, (_, row) => close[row + 1]! / close[row]! - 1);
}

/** Risk of many assets: correlations, value at risk of each, rolling beta to their mean. */
export const w5: Workload = {
  name: 'W5',
  title: `${ASSETS} assets x ${SESSIONS} days: correlation, value at risk, rolling beta, ms`,
  async run({ rounds, plain }) {
    if (plain) Reflect.deleteProperty(globalThis, 'WebAssembly');
    const returns = Array.from({ length: ASSETS }, (_, asset) => returnsOf(1000 + asset));
    const market = new Float64Array(SESSIONS);
    for (const column of returns) {
      for (let row = 0; row < SESSIONS; row += 1) market[row]! += column[row]! / ASSETS;
    }
    const work = {
      correlation: () => correlationMatrix(returns),
      value_at_risk: () =>
        returns.map((column) => [historicalVar(column, 0.01), historicalVar(column, 0.05)]),
      rolling_beta: () => returns.map((column) => rollingBeta(column, market, WINDOW)),
    } as const;
    const times: Record<string, number[]> = {};
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      for (const [name, run] of Object.entries(work)) {
        const elapsed = (await timed(run)) / 1e6;
        if (round >= 0) (times[name] ??= []).push(elapsed);
      }
    }
    const found = Object.entries(times).map(([name, all]): [string, number] => [
      `${name}_ms`,
      Number(median(all).toFixed(2)),
    ]);
    const form = plain ? 'plain' : 'wasm';
    return {
      json: { form, ...Object.fromEntries(found) },
      rows: found.flatMap(([name, value]) => {
        const { numpyMs, atMost } = REFERENCES[name]!;
        const goal = {
          atMost,
          of: `x NumPy (${numpyMs} ms on the reference machine)`,
          why: `at ${(value / numpyMs).toFixed(2)}: compare on one machine before you conclude`,
        };
        return [[`quipu, ${form}: ${name}`, value.toFixed(1)], goalRow(value / numpyMs, goal)];
      }),
    };
  },
};
