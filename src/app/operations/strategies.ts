import { list, object, text } from '../../core/schema.ts';
import type { BookRunner } from '../../engine/book-runner.ts';
import type { ReadContext, TradeContext } from '../context/app-context.ts';
import { operate } from '../context/operate.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { signature } from '../operation/principal.ts';
import { strategySchema, type StrategyView, strategyViews } from '../views/strategy.ts';

/** The running strategies. */
export const strategiesList = defineOperation({
  name: 'strategies.list',
  title: 'Strategies',
  summary: 'Lists running strategies with their results',
  description:
    'Every running strategy with its state, parameters, share of the account, P&L, positions and ' +
    'last order. For its orders use list_orders with its book.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: list(strategySchema),
  rest: { method: 'GET', path: '/v1/strategies' },
  tool: { name: 'list_strategies', idempotent: true },
  command: { words: 'strategy list' },
  run: async (_, { context }: Call<ReadContext>) => strategyViews(context.engine),
});

const named = object({
  book: text({ min: 1, max: 64, description: 'Book of a running strategy.' }),
  reason: text({ min: 1, max: 200, description: 'Reason; it is journaled.' }),
});

interface Named {
  readonly book: string;
  readonly reason: string;
}

/** Stops the decisions of one strategy. */
export const strategiesPause = defineOperation({
  name: 'strategies.pause',
  title: 'Pause a strategy',
  summary: 'Stops the decisions of one strategy; survives a restart',
  description:
    'The strategy is not called at bars until it is started again. Its positions stay, and so do ' +
    'its orders at the broker: protective stops keep working, and open entries may still fill.',
  effect: 'write',
  role: 'trader',
  input: named,
  output: strategySchema,
  rest: { method: 'POST', path: '/v1/strategies/pause' },
  tool: { none: 'halt_trading stops every strategy; choosing among them is for their user' },
  command: { words: 'strategy pause', positional: ['book'] },
  run: (input, call: Call<TradeContext>) => change('pause_book', input, call),
});

/** Starts a strategy that was paused or has failed. */
export const strategiesStart = defineOperation({
  name: 'strategies.start',
  title: 'Start a strategy',
  summary: 'Lets a strategy decide again after a pause or an error',
  description: 'The strategy is called again from the next bar on.',
  effect: 'write',
  role: 'owner',
  input: named,
  output: strategySchema,
  rest: { method: 'POST', path: '/v1/strategies/start' },
  tool: { none: 'only the owner starts, so that nobody can talk an assistant into it' },
  command: { words: 'strategy start', positional: ['book'] },
  run: (input, call: Call<TradeContext>) => change('resume_book', input, call),
});

async function change(
  kind: 'pause_book' | 'resume_book',
  { book, reason }: Named,
  { context, principal }: Call<TradeContext>,
): Promise<StrategyView> {
  const { id } = runnerOf(context, book);
  const { now: at } = context.engine;
  await operate(context, { kind, at, by: signature(principal), book: id, reason });
  return strategyViews(context.engine).find((view) => view.book === id)!;
}

function runnerOf({ engine: { runners } }: TradeContext, wanted: string): BookRunner {
  const found = runners.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const names = runners.map(({ id }) => id);
  const [like] = nearest(wanted, names, 1);
  const none = names.length === 0 ? 'No strategy runs here.' : `Running: ${names.join(', ')}.`;
  throw appError('app.unknown_strategy', `No strategy has the book "${wanted}".`, {
    next: like === undefined ? none : `Did you mean ${like}?`,
  });
}
