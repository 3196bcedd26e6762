import type { Schema } from '../core/schema.ts';
import type { AppContext } from './context.ts';
import type { Principal, Role } from './principal.ts';

/** A face that an operation does not have, and why. */
export interface NoFace {
  readonly none: string;
}

/** Where an operation is found over HTTP; `{name}` in the path is a field of its input. */
export interface RestFace {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
}

/** What an operation is called as a tool of an assistant. */
export interface ToolFace {
  readonly name: string;
  /** Whether calling it twice with the same input changes nothing more. */
  readonly idempotent: boolean;
}

/** What an operation is called on the command line. */
export interface CommandFace {
  /** Such as `order list`. */
  readonly words: string;
  /** Fields of the input given by position; one that the input does not require may be left out. */
  readonly positional?: readonly string[];
}

/** Who asks for an operation, and from what it answers. */
export interface Call {
  readonly context: AppContext;
  readonly principal: Principal;
}

/**
 * One thing that can be asked of the house, with its faces: REST, tool and command.
 *
 * The faces are generated from these fields, never guessed; a missing one says why.
 */
export interface Operation<I = unknown, O = unknown> {
  readonly name: `${string}.${string}`;
  readonly title: string;
  /** What it does, for a person who reads a list of commands: a line without a full stop. */
  readonly summary: string;
  /** What it does and when to use it, for an assistant: at most 400 characters. */
  readonly description: string;
  /** `read` changes nothing, `write` changes the house, `trade` may lead to an order. */
  readonly effect: 'read' | 'write' | 'trade';
  /** The weakest role that may ask for it. */
  readonly role: Role;
  /** Fields in camelCase; on every wire they are in snake_case. */
  readonly input: Schema<I>;
  readonly output: Schema<O>;
  readonly rest: RestFace | NoFace;
  readonly tool: ToolFace | NoFace;
  readonly command: CommandFace | NoFace;
  run(input: I, call: Call): Promise<O>;
}

/** Types an operation by its schemas. */
export function defineOperation<I, O>(operation: Operation<I, O>): Operation<I, O> {
  return operation;
}

/** Whether an operation lacks a face. */
export function isAbsent(face: object): face is NoFace {
  return 'none' in face;
}
