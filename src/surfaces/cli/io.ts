import type { Role } from '../../app/principal.ts';
import type { Face } from '../../app/server.ts';
import type { ServerClient } from '../../app/server-client.ts';
import type { World } from '../../core/world.ts';

/** What the command line is given of the process that it runs in. */
export interface Io {
  readonly world: World;
  /** Standard output: results, nothing else. */
  out(text: string): void;
  /** Standard error: everything that is not a result. */
  err(text: string): void;
  /** Whether standard output is a terminal. */
  readonly isTty: boolean;
  readonly color: boolean;
  readonly nodeVersion: string;
  /** Opens a page in the user's browser; false where there is none. */
  openBrowser(url: string): boolean;
}

/** What serves the tools over standard input and output needs to know. */
export interface ToolServing {
  readonly client: ServerClient;
  readonly mode: string;
  readonly role: Role;
  /** Only tools that change nothing. */
  readonly readOnly: boolean;
  /** Mints a key for an order that came without one. */
  readonly mintKey: () => string;
}

/** The other faces, for the commands that start them; they lie beside this one. */
export interface Faces {
  readonly rest: Face;
  /** Resolves when the other side has closed standard input. */
  readonly mcp: (serving: ToolServing) => Promise<void>;
}

/** Everything that a command is made with. */
export interface Shell {
  readonly io: Io;
  readonly faces: Faces;
}
