import { formatInstant } from '../core/time.ts';
import { authorize } from './authorize.ts';
import type { AppContext } from './context.ts';
import { appError } from './errors.ts';
import type { Call, Operation } from './operation.ts';
import { fromWire, snakeCase, toWire } from './wire.ts';
import { invalidInput } from '../core/schema.ts';

/** What every answer of every surface says beside its data. */
export interface Meta {
  readonly mode: string;
  readonly account: string;
  /** The instant of the market that the answer speaks of, RFC 3339. */
  readonly as_of: string;
}

/** An answer as it goes over a wire: names in snake_case, decimals as text. */
export interface Answer {
  readonly data: unknown;
  readonly meta: Meta;
  /** Whether it repeats an earlier answer under the same idempotency key. */
  readonly replayed: boolean;
}

/** What every answer says of the house it comes from. */
export function metaOf({ mode, account, engine, world }: AppContext): Meta {
  const at = engine.now > 0 ? engine.now : world.clock.now();
  return { mode, account, as_of: formatInstant(at) };
}

/**
 * Performs an operation for a surface: who may, what was meant, once per key, and what came out.
 *
 * @param input as it came over the wire, in snake_case
 * @throws QuipuError whatever the operation, its schema or its authorization refuses
 */
export async function perform(operation: Operation, input: unknown, call: Call): Promise<Answer> {
  authorize(call.principal, operation);
  const read = parseInput(operation, input);
  const meta = (): Meta => metaOf(call.context);
  const key = operation.effect === 'trade' ? keyOf(read) : undefined;
  if (key === undefined) {
    return { data: await run(operation, read, call), meta: meta(), replayed: false };
  }
  const request = {
    key: `${call.principal.id}:${key}`,
    content: { operation: operation.name, input },
  };
  const { answer, replayed } = await call.context.idempotency.once(request, () =>
    run(operation, read, call),
  );
  return { data: answer, meta: meta(), replayed };
}

function parseInput(operation: Operation, input: unknown): unknown {
  const judged = operation.input.judge(fromWire(operation.input.json, input));
  if (judged.ok) return judged.value;
  throw invalidInput(
    judged.findings.map(({ path, message }) => ({ path: snakeCase(path), message })),
  );
}

function keyOf(read: unknown): string | undefined {
  const key = (read as { readonly idempotencyKey?: unknown }).idempotencyKey;
  return typeof key === 'string' ? key : undefined;
}

async function run(operation: Operation, read: unknown, call: Call): Promise<unknown> {
  const answer = await operation.run(read, call);
  const judged = operation.output.judge(answer);
  if (!judged.ok) {
    const [first] = judged.findings;
    throw appError(
      'app.bad_answer',
      `${operation.name} answered what its schema does not allow: ${first?.path ?? ''} ` +
        `${first?.message ?? ''}.`,
      { next: 'Report this as a fault of Quipu.' },
    );
  }
  return toWire(operation.output.json, answer);
}
