import { formatInstant, type EpochMs } from '../core/time.ts';
import type { LogLevel } from '../core/world.ts';
import { redact, redactText } from './redact.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Whether a log with minimum level `least` writes a line of `level`. */
export function isLogged(level: LogLevel, least: LogLevel): boolean {
  return RANK[level] >= RANK[least];
}

/** Content of one log line. */
export interface LogEntry {
  readonly at: EpochMs;
  readonly level: LogLevel;
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

// JSON leaves these unescaped, but a terminal would obey them: C1 controls, line separators, and
// characters that reverse the text direction.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns one log entry as one line of JSON, redacted, with control characters escaped. */
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
