import type { Role } from '../../app/operation/principal.ts';
import type { Face } from '../../app/host/server.ts';
import type { ServerClient } from '../../app/client/server-client.ts';
import type { World } from '../../core/world.ts';

/** What a command receives from its process. */
export interface Io {
  readonly world: World;
  /** Standard output: results only, byte for byte. */
  out(text: string): void;
  /** Standard error: everything other than results. */
  err(text: string): void;
  /** Whether standard output is a terminal. */
  readonly isTty: boolean;
  /** Whether standard output supports color; see {@link takesColor}. */
  readonly color: boolean;
  readonly nodeVersion: string;
  /** Opens a page in the user's browser; false if there is none. */
  openBrowser(url: string): boolean;
}

/**
 * Whether output uses color: `FORCE_COLOR` decides (0 or false means no), then `NO_COLOR` and a
 * dumb terminal turn it off, and otherwise a terminal has it.
 */
export function takesColor(
  environment: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (none !== undefined && none !== '') return false;
  return isTty && terminal !== 'dumb';
}

/** Settings for serving tools over standard input and output. */
export interface McpServing {
  readonly client: ServerClient;
  readonly mode: string;
  readonly role: Role;
  /** Only tools that change nothing. */
  readonly readOnly: boolean;
  /** Whether results are objects with a short text, or the object as text. */
  readonly results: 'structured' | 'text';
  /** Creates a key for an order that came without one. */
  readonly mintKey: () => string;
}

/** The other surfaces, for the commands that start them. */
export interface Surfaces {
  readonly rest: Face;
  /** Resolves when the other side has closed standard input. */
  readonly mcp: (serving: McpServing) => Promise<void>;
}

/** Everything that a command is built from. */
export interface Shell {
  readonly io: Io;
  readonly surfaces: Surfaces;
}
