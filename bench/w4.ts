import { bootstrapPaths, bootstrapQuantiles } from 'quipu-portfolio/analysis';
import { walk } from '../tests/golden/qgbm.ts';
import { median, timed, type Workload } from './workload.ts';

const PATHS = 10_000;
const SESSIONS = 2520;
const WARM_UP_ROUNDS = 3;
/** NumPy's time on the reference machine with one thread, and the goal as a fraction of it. */
const NUMPY_MS = 299;
const GOAL = 0.25;

function returnsOf(seed: number): Float64Array {
  const { close } = walk(SESSIONS + 1, { seed, mu: 0.0003, sigma: 0.015, p0: 100 });
  return Float64Array.from({ length: SESSIONS }, (_, row) => close[row + 1]! / close[row]! - 1);
}

/** Bootstrap of daily returns: terminal wealth and maximum drawdown, and their quantiles. */
export const w4: Workload = {
  name: 'W4',
  title: `${PATHS} paths x ${SESSIONS} sessions: bootstrap of returns with quantiles, ms`,
  async run({ rounds }) {
    const returns = returnsOf(3);
    const times = { single: [] as number[], blocks: [] as number[] };
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      for (const [name, block] of [
        ['single', 1],
        ['blocks', 20],
      ] as const) {
        const options = { seed: round + WARM_UP_ROUNDS, paths: PATHS, block };
        const elapsed = await timed(() => bootstrapQuantiles(bootstrapPaths(returns, options)));
        if (round >= 0) times[name].push(elapsed / 1e6);
      }
    }
    const [single, blocks] = [median(times.single), median(times.blocks)];
    const goal = GOAL * NUMPY_MS;
    return {
      json: {
        cores: 1,
        bootstrap_ms: Number(single.toFixed(2)),
        blocks_of_20_ms: Number(blocks.toFixed(2)),
        numpy_reference_ms: NUMPY_MS,
        ratio_to_reference: Number((single / NUMPY_MS).toFixed(3)),
        goal_ratio: GOAL,
      },
      rows: [
        ['quipu, 1 core', single.toFixed(1)],
        ['quipu, 1 core, blocks of 20 sessions', blocks.toFixed(1)],
        ['NumPy on the reference machine', `${NUMPY_MS}`],
        [`goal: ${GOAL} x NumPy`, `${goal.toFixed(0)}, ${single <= goal ? 'met' : 'not met'}`],
      ],
    };
  },
};
