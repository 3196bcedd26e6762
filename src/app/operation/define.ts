import type { Schema } from '../../core/schema.ts';
import type { Principal, Role } from './principal.ts';

/** A surface on which an operation is absent, and why. */
export interface NoFace {
  readonly none: string;
}

/** The REST route of an operation; `{name}` in the path is a field of its input. */
export interface RestFace {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
}

/** The MCP tool of an operation. */
export interface ToolFace {
  readonly name: string;
  /** Whether a second call with the same input changes nothing more. */
  readonly idempotent: boolean;
}

/** The command of an operation on the command line. */
export interface CommandFace {
  /** Such as `order list`. */
  readonly words: string;
  /** Input fields given by position; optional ones can be left out. */
  readonly positional?: readonly string[];
}

/** Caller of an operation, and the capability `C` that the operation needs. */
export interface Call<C> {
  readonly context: C;
  readonly principal: Principal;
}

/** Name of an operation: noun and verb, such as `orders.show`. */
export type OperationName = `${string}.${string}`;

/**
 * One operation of Quipu, with its REST route, MCP tool and command.
 *
 * The surfaces are generated from these fields, never guessed; an absent one gives its reason.
 */
export interface Operation<
  I = unknown,
  O = unknown,
  C = never,
  N extends OperationName = OperationName,
> {
  readonly name: N;
  readonly title: string;
  /** What it does, for a user who reads a list of commands: one line without a period. */
  readonly summary: string;
  /** What it does and when to use it, for an assistant: at most 400 characters. */
  readonly description: string;
  /** `read` changes nothing, `write` changes Quipu's own state, `trade` can lead to an order. */
  readonly effect: 'read' | 'write' | 'trade';
  /** The lowest role that may call it. */
  readonly role: Role;
  /** Fields in camelCase; every wire has them in snake_case. */
  readonly input: Schema<I>;
  readonly output: Schema<O>;
  readonly rest: RestFace | NoFace;
  readonly tool: ToolFace | NoFace;
  readonly command: CommandFace | NoFace;
  run(input: I, call: Call<C>): Promise<O>;
}

/** Types an operation by its name, its schemas and the capability that `run` needs. */
export function defineOperation<const N extends OperationName, I, O, C>(
  operation: Operation<I, O, C, N>,
): Operation<I, O, C, N> {
  return operation;
}

/** Whether an operation has no such surface. */
export function isAbsent(face: object): face is NoFace {
  return 'none' in face;
}
