/** A place in a source file. */
export interface SourcePlace {
  /** Name of the file without its folders, which differ from machine to machine. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

const FRAME = /(?:file:\/\/)?([^\s()]+?)(?:\?[^\s():]*)?:(\d+):\d+\)?$/;

/**
 * Returns the place in a user's file at which an error was thrown, or from which the call was made
 * that threw it.
 *
 * @param own start of the URLs of the program's own files, whose frames are skipped
 * @returns undefined where no frame is in a file of the user's
 */
export function thrownAt(thrown: unknown, own: string): SourcePlace | undefined {
  const folder = own.replace(/^file:\/\//, '');
  for (const frame of stackOf(thrown).split('\n').slice(1)) {
    const [, path = '', line = ''] = FRAME.exec(frame.trim()) ?? [];
    if (!path.includes('/') || path.startsWith('node:') || path.startsWith(folder)) continue;
    return { file: path.slice(path.lastIndexOf('/') + 1), line: Number(line) };
  }
  return undefined;
}

function stackOf(thrown: unknown): string {
  try {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    return typeof stack === 'string' ? stack : '';
  } catch {
    // A user's error may even fail to show its stack.
    return '';
  }
}
