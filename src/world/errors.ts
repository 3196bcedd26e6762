import { messageOf, QuipuError } from '../core/errors.ts';

/** What is known of a failed exchange: whether any byte may have left, and any status answered. */
export interface NetworkFacts {
  readonly sent: boolean;
  readonly status?: number;
  readonly cause?: unknown;
}

/** A failure before an answer, or instead of a stream: code `world.network`, fact `sent`. */
export function networkError(url: string, what: string, facts: NetworkFacts): QuipuError {
  return new QuipuError(
    'world.network',
    `Expected an answer from ${placeOf(url)}, found ${what}.`,
    {
      next: 'Check that the other side runs and that the address is right.',
      retry: facts.sent ? 'verify_first' : 'safe',
      ...(facts.cause === undefined ? {} : { cause: facts.cause }),
      facts: {
        sent: facts.sent,
        ...(facts.status === undefined ? {} : { status: facts.status }),
      },
    },
  );
}

/** An exchange that took longer than it may: code `world.timeout`, fact `sent`. */
export function timeoutError(url: string, timeoutMs: number, sent: boolean): QuipuError {
  const found = sent ? 'none' : 'no connection';
  return new QuipuError(
    'world.timeout',
    `Expected an answer from ${placeOf(url)} within ${timeoutMs} ms, found ${found}.`,
    { retry: sent ? 'verify_first' : 'safe', facts: { sent } },
  );
}

/** A port that someone else holds. */
export function portBusyError(port: number, cause?: unknown): QuipuError {
  return new QuipuError('world.port_busy', `Expected port ${port} to be free, found it in use.`, {
    next: `Stop the program that listens on port ${port}, or choose another port.`,
    facts: { port },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A port that the operating system does not let us hold. */
export function portDeniedError(port: number, cause: unknown): QuipuError {
  return new QuipuError(
    'world.port_denied',
    `Expected to listen on port ${port}, found that it cannot be had: ${messageOf(cause)}.`,
    { next: 'Choose a port from 1024 to 65535.', facts: { port }, cause },
  );
}

/**
 * Why a file could not be read or written, from the system's error name.
 *
 * A file-size limit and a used-up quota count as a full disk: the remedy is the same.
 *
 * @param verb what was tried: `read`, `write`, `remove`, `list` or `make`
 */
export function fileError(path: string, verb: string, cause: unknown): QuipuError {
  const errno = errnoOf(cause);
  const tried = `Expected to ${verb} ${path}`;
  const facts = { path, errno };
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new QuipuError('world.disk_full', `${tried}, found no room left for it.`, {
        next: 'Free some space on that disk (or raise the limit) and try again.',
        facts,
        cause,
      });
    case 'EROFS':
      return new QuipuError('world.read_only', `${tried}, found a read-only disk.`, {
        next: 'Choose a folder on a disk that can be written.',
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
      return new QuipuError('world.file_failed', `${tried}, found ${messageOf(cause)}.`, {
        next: 'Check that the path names what is meant.',
        facts,
        cause,
      });
  }
}

/** The system's name of an error (`ENOENT`), or an empty text when it has none. */
export function errnoOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

// A query may carry what belongs to the caller alone; scheme, host and path are enough to act on.
function placeOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
