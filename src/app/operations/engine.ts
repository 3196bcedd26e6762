import { type Infer, integer, object, oneOf, optional, text } from '../../core/schema.ts';
import type { TradeContext } from '../context/app-context.ts';
import { operate } from '../context/operate.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { signature } from '../operation/principal.ts';

const output = object({
  state: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering']),
  reason: text(),
  by: text(),
  cancelsRequested: integer({ description: 'Open orders whose cancellation was requested.' }),
});

/** Stops new orders. */
export const engineHalt = defineOperation({
  name: 'engine.halt',
  title: 'Halt trading',
  summary: 'Blocks all new orders immediately; survives a restart',
  description:
    'Blocks new orders immediately and cancels open orders that would increase a position; exit ' +
    'orders stay open. Level reduce_only still lets positions be reduced. A halt survives a ' +
    'restart. Anyone may halt; only the owner may resume, never an assistant.',
  effect: 'write',
  role: 'viewer',
  input: object({
    level: oneOf(['halted', 'reduce_only'], {
      default: 'halted',
      description: 'halted blocks all new orders; reduce_only lets positions be reduced.',
    }),
    reason: optional(text({ min: 1, max: 200, description: 'Reason; it is journaled.' })),
  }),
  output,
  rest: { method: 'POST', path: '/v1/halt' },
  tool: { name: 'halt_trading', idempotent: true },
  command: { words: 'halt' },
  async run({ level, reason }, { context, principal }: Call<TradeContext>) {
    const kind = level === 'halted' ? 'halt' : 'reduce_only';
    const before = cancels(context);
    const { now: at } = context.engine;
    const why = reason ?? 'no reason given';
    await operate(context, { kind, at, by: signature(principal), reason: why });
    return standing(context, cancels(context) - before);
  },
});

/** Resumes trading. */
export const engineResume = defineOperation({
  name: 'engine.resume',
  title: 'Resume trading',
  summary: 'Allows new orders again after a halt',
  description:
    'Allows new orders again after a halt. It changes nothing when the engine is already running.',
  effect: 'write',
  role: 'owner',
  input: object({ reason: text({ min: 1, max: 200, description: 'Reason; it is journaled.' }) }),
  output,
  rest: { method: 'POST', path: '/v1/resume' },
  tool: { none: 'only the owner resumes, so that nobody can talk an assistant into it' },
  command: { words: 'resume' },
  async run({ reason }, { context, principal }: Call<TradeContext>) {
    const { now: at } = context.engine;
    await operate(context, { kind: 'resume', at, by: signature(principal), reason });
    return standing(context, 0);
  },
});

function cancels({ engine }: TradeContext): number {
  let count = 0;
  for (const { cancel } of engine.portfolio.open.values()) if (cancel === 'requested') count += 1;
  return count;
}

function standing({ engine }: TradeContext, cancelsRequested: number): Infer<typeof output> {
  const { reason, by } = engine.portfolio.engine;
  return { state: engine.state, reason, by, cancelsRequested: Math.max(0, cancelsRequested) };
}
