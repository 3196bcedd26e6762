import { formatInstant, type EpochMs } from '../core/time.ts';
import type { LogLevel } from '../core/world.ts';
import { redact, redactText } from './redact.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Whether a line of `level` is written by a log that starts at `least`. */
export function isLogged(level: LogLevel, least: LogLevel): boolean {
  return RANK[level] >= RANK[least];
}

/** What one log line says. */
export interface LogEntry {
  readonly at: EpochMs;
  readonly level: LogLevel;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

// JSON leaves these as they are, but a terminal would obey them: C1 controls, line separators,
// and the characters that reverse the direction of text.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One log entry as one line of JSON, redacted, with every control character escaped. */
export function logLine(entry: LogEntry): string {
  const line = JSON.stringify({
    at: formatInstant(entry.at),
    level: entry.level,
    message: redactText(entry.message),
    ...(entry.facts === undefined ? {} : { facts: redact(entry.facts) }),
  });
  return line.replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
