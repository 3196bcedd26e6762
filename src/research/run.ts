import { QuipuError } from '../core/errors.ts';
import type { Shape } from '../core/schema.ts';
import { runSimulated } from '../engine/drive/run-simulated.ts';
import type { Engine } from '../engine/engine.ts';
import { createSeriesCursor } from '../market/feed-order.ts';
import type { Strategy } from '../strategy/define.ts';
import { adjustedHistory } from './history.ts';
import type { BacktestOptions } from './options.ts';
import { prepareData, setUp } from './prepare.ts';
import { type BacktestResult, resultOf } from './result.ts';

/**
 * Runs a strategy over recorded bars: the same engine, gate and ledger as live, a simulated broker.
 *
 * An order decided at a close fills at the next open plus costs; nothing can see ahead.
 *
 * @throws QuipuError `research.no_bars`, `research.timeframe`, `research.range`,
 *   `research.no_benchmark`, `core.invalid_input` for parameters, `research.strategy_failed` when
 *   the strategy threw (half a run would mislead)
 */
export function runBacktest<const P extends Shape>(
  strategy: Strategy<P>,
  options: BacktestOptions<P>,
): BacktestResult {
  const chosen = sized(strategy, options);
  const setup = setUp(chosen, options, prepareData(chosen, options));
  const { engine, record } = setup;
  const cursor = createSeriesCursor(setup.series, {
    from: setup.from,
    to: setup.to,
    sessions: true,
  });
  runSimulated({
    engine,
    broker: setup.broker,
    feed: cursor,
    startsAt: setup.startsAt,
    delays: options.delayBars === 1,
    history: (command) => adjustedHistory(setup.series, setup.from, command),
    journal: (entries) => record.note(entries),
    onSession: ({ phase, at }) => {
      if (phase === 'close') record.close(engine, at);
    },
  });
  record.finish(engine);
  refuseFailed(strategy, engine);
  return resultOf(strategy, options, setup);
}

/** The strategy with the requested sizing. */
function sized(strategy: Strategy, { shares }: BacktestOptions): Strategy {
  return shares === undefined ? strategy : { ...strategy, fractional: shares === 'fractional' };
}

function refuseFailed({ name }: Strategy, { runners }: Engine): void {
  const failed = runners.find(({ state }) => state.state === 'error');
  if (failed === undefined) return;
  const reason = failed.state.stateReason;
  throw new QuipuError('research.strategy_failed', `Strategy ${name} failed: ${reason}.`, {
    next: 'Correct onBar in the strategy file and run it again.',
  });
}
