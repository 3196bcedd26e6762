import { formatInstant } from '../../core/time.ts';
import { authorize } from '../access/authorize.ts';
import type { AppContext } from './app-context.ts';
import { appError } from '../kit/errors.ts';
import type { Call, Operation } from '../operation/define.ts';
import { fromWire, toWire } from '../operation/wire.ts';
import { snakeCase } from '../kit/spelling.ts';
import { invalidInput } from '../../core/schema.ts';

/** Facts that accompany the data of every answer on every surface. */
export interface Meta {
  readonly mode: string;
  readonly account: string;
  /** Market time of the answer, RFC 3339. */
  readonly as_of: string;
}

/** Answer in its wire form: names in snake_case, decimals as strings. */
export interface OperationResult {
  readonly data: unknown;
  readonly meta: Meta;
  /** Whether it repeats an earlier answer under the same idempotency key. */
  readonly replayed: boolean;
}

/** Returns the facts that accompany every answer. */
export function metaOf({ mode, account, engine, world }: AppContext): Meta {
  const at = engine.now > 0 ? engine.now : world.clock.now();
  return { mode, account, as_of: formatInstant(at) };
}

type ServerOperation = Operation<unknown, unknown, AppContext>;

/**
 * Performs an operation for a surface: authorizes, reads the input, runs once per key, checks the
 * answer.
 *
 * @param input the input as received, in snake_case
 * @throws QuipuError any refusal by the operation, its schema or its authorization
 */
export async function perform(
  operation: ServerOperation,
  input: unknown,
  call: Call<AppContext>,
): Promise<OperationResult> {
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
  const checked = operation.input.judge(fromWire(operation.input.json, input));
  if (checked.ok) return checked.value;
  throw invalidInput(
    checked.findings.map(({ path, message }) => ({ path: snakeCase(path), message })),
  );
}

function keyOf(read: unknown): string | undefined {
  const key = (read as { readonly idempotencyKey?: unknown }).idempotencyKey;
  return typeof key === 'string' ? key : undefined;
}

async function run(
  operation: ServerOperation,
  read: unknown,
  call: Call<AppContext>,
): Promise<unknown> {
  const answer = await operation.run(read, call);
  const checked = operation.output.judge(answer);
  if (!checked.ok) {
    const [first] = checked.findings;
    throw appError(
      'app.bad_answer',
      `${operation.name} returned an answer that its schema does not allow: ${first?.path ?? ''} ` +
        `${first?.message ?? ''}.`,
      { next: 'Report this as a bug in Quipu.' },
    );
  }
  return toWire(operation.output.json, answer);
}
