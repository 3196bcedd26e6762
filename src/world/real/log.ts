import { openSync, writeSync } from 'node:fs';
import process from 'node:process';

import { epochMs } from '../../core/time.ts';
import type { LogLevel, WorldLog } from '../../core/world.ts';
import { fileError } from '../errors.ts';
import { isLogged, logLine } from '../log-line.ts';

/** Destination and minimum level of a log. */
export interface RealLogOptions {
  /** Minimum level that is written; `info` by default. */
  readonly level?: LogLevel;
  /** File to append to (created with mode 0600); standard error by default. */
  readonly path?: string;
}

type Sink = (line: string) => void;

// Synchronous writes keep the lines of a process that dies right after them.
function fileSink(path: string): Sink {
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
  } catch (error) {
    throw fileError(path, 'write', error);
  }
  let broken = false;
  return (line) => {
    try {
      writeSync(file, line);
      broken = false;
    } catch (error) {
      // A full disk must not stop the program that halts because of it; it is reported once
      // instead.
      if (!broken) process.stderr.write(`${fileError(path, 'write', error).message}\n`);
      broken = true;
      process.stderr.write(line);
    }
  };
}

/**
 * Creates a log of redacted JSON lines; on standard error, so that standard output has only
 * results.
 */
export function createRealLog(options: RealLogOptions = {}): WorldLog {
  const least = options.level ?? 'info';
  const sink: Sink =
    options.path === undefined ? (line) => void process.stderr.write(line) : fileSink(options.path);
  return {
    write: (level, message, facts) => {
      if (!isLogged(level, least)) return;
      const at = epochMs(Date.now());
      const entry = facts === undefined ? { at, level, message } : { at, level, message, facts };
      sink(`${logLine(entry)}\n`);
    },
  };
}
