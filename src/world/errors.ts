import { messageOf, QuipuError } from '../core/errors.ts';
import { noFolderReason } from '../core/folders.ts';

/** Facts about a failed exchange: whether any byte may have been sent, and the status if any. */
export interface NetworkFacts {
  readonly sent: boolean;
  readonly status?: number;
  readonly cause?: unknown;
}

/** Creates the error of an exchange without a response: code `world.network`, fact `sent`. */
export function networkError(url: string, what: string, facts: NetworkFacts): QuipuError {
  return new QuipuError(
    'world.network',
    `Expected an answer from ${placeOf(url)}, found ${what}.`,
    {
      next: 'Check that the server is running and that the address is correct.',
      retry: facts.sent ? 'verify_first' : 'safe',
      ...(facts.cause === undefined ? {} : { cause: facts.cause }),
      facts: {
        sent: facts.sent,
        ...(facts.status === undefined ? {} : { status: facts.status }),
      },
    },
  );
}

/** Creates the error of an exchange that timed out: code `world.timeout`, fact `sent`. */
export function timeoutError(url: string, timeoutMs: number, sent: boolean): QuipuError {
  const found = sent ? 'none' : 'no connection';
  return new QuipuError(
    'world.timeout',
    `Expected an answer from ${placeOf(url)} within ${timeoutMs} ms, found ${found}.`,
    { retry: sent ? 'verify_first' : 'safe', facts: { sent } },
  );
}

/** Creates the error of a port in use. */
export function portBusyError(port: number, cause?: unknown): QuipuError {
  return new QuipuError('world.port_busy', `Expected port ${port} to be free, found it in use.`, {
    next: `Stop the program that listens on port ${port}, or choose another port.`,
    facts: { port },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Creates the error of a port that the operating system refuses. */
export function portDeniedError(port: number, cause: unknown): QuipuError {
  return new QuipuError(
    'world.port_denied',
    `Expected to listen on port ${port}, found that it is not available: ${messageOf(cause)}.`,
    { next: 'Choose a port from 1024 to 65535.', facts: { port }, cause },
  );
}

/**
 * Creates the error of a failed file operation, from the system's error name.
 *
 * A file-size limit and an exhausted quota count as a full disk: the fix is the same.
 *
 * @param verb the operation: `read`, `write`, `remove`, `list` or `make`
 */
export function fileError(path: string, verb: string, cause: unknown): QuipuError {
  const errno = errnoOf(cause);
  const tried = `Expected to ${verb} ${path}`;
  const facts = { path, errno };
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new QuipuError('world.disk_full', `${tried}, found no space left.`, {
        next: 'Free some space on that disk (or raise the limit) and try again.',
        facts,
        cause,
      });
    case 'EROFS':
      return new QuipuError('world.read_only', `${tried}, found a read-only disk.`, {
        next: 'Choose a folder on a writable disk.',
        facts,
        cause,
      });
    case 'EACCES':
    case 'EPERM':
      return new QuipuError('world.no_permission', `${tried}, found no permission to.`, {
        next: `Give this user the right to ${verb} it, or choose another path.`,
        facts,
        cause,
      });
    default:
      if (verb === 'make') return folderError(path, cause);
      return new QuipuError('world.file_failed', `${tried}, found ${messageOf(cause)}.`, {
        next: 'Check that the path is correct.',
        facts,
        cause,
      });
  }
}

function folderError(path: string, cause: unknown): QuipuError {
  const message = `The folder ${path} cannot be created: ${noFolderReason(cause)}.`;
  return new QuipuError('world.file_failed', message, {
    next: 'Name a folder in which this user can create files.',
    facts: { path, errno: errnoOf(cause) },
    cause,
  });
}

/** Returns the system's name of an error (`ENOENT`), or an empty string when it has none. */
export function errnoOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

// A query may carry secrets; scheme, host and path are enough to act on.
function placeOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
