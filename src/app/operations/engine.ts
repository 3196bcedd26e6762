import { type Infer, integer, object, oneOf, optional, text } from '../../core/schema.ts';
import type { AppContext } from '../context.ts';
import { operate } from '../operate.ts';
import { defineOperation } from '../operation.ts';
import { signature } from '../principal.ts';

const output = object({
  state: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering']),
  reason: text(),
  by: text(),
  cancelsRequested: integer({ description: 'Working orders that were asked to be withdrawn.' }),
});

/** Stops new orders. */
export const engineHalt = defineOperation({
  name: 'engine.halt',
  title: 'Halt trading',
  summary: 'Stops all new orders at once; survives a restart',
  description:
    'Stops new orders at once and withdraws working ones that would add to a position; what ' +
    'reduces stays. Level reduce_only still lets positions be reduced. It survives a restart. ' +
    'Anyone may halt; only the owner may resume, and never an assistant.',
  effect: 'write',
  role: 'viewer',
  input: object({
    level: oneOf(['halted', 'reduce_only'], { default: 'halted', description: 'How far.' }),
    reason: optional(text({ min: 1, max: 200, description: 'Why; it is journaled.' })),
  }),
  output,
  rest: { method: 'POST', path: '/v1/halt' },
  tool: { name: 'halt_trading', idempotent: true },
  command: { words: 'halt' },
  async run({ level, reason }, { context, principal }) {
    const kind = level === 'halted' ? 'halt' : 'reduce_only';
    const before = cancels(context);
    const { now: at } = context.engine;
    const why = reason ?? 'no reason given';
    await operate(context, { kind, at, by: signature(principal), reason: why });
    return standing(context, cancels(context) - before);
  },
});

/** Lets trading go on. */
export const engineResume = defineOperation({
  name: 'engine.resume',
  title: 'Resume trading',
  summary: 'Lets orders pass again after a halt',
  description:
    'Lets orders pass again after a halt. It changes nothing when the engine is running already.',
  effect: 'write',
  role: 'owner',
  input: object({ reason: text({ min: 1, max: 200, description: 'Why; it is journaled.' }) }),
  output,
  rest: { method: 'POST', path: '/v1/resume' },
  tool: { none: 'whoever halts must not be talked into resuming: it is the owner who resumes' },
  command: { words: 'resume' },
  async run({ reason }, { context, principal }) {
    const { now: at } = context.engine;
    await operate(context, { kind: 'resume', at, by: signature(principal), reason });
    return standing(context, 0);
  },
});

function cancels({ engine }: AppContext): number {
  let count = 0;
  for (const { cancel } of engine.portfolio.open.values()) if (cancel === 'requested') count += 1;
  return count;
}

function standing({ engine }: AppContext, cancelsRequested: number): Infer<typeof output> {
  const { reason, by } = engine.portfolio.engine;
  return { state: engine.state, reason, by, cancelsRequested: Math.max(0, cancelsRequested) };
}
