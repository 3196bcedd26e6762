import type { LogLevel } from '../../core/world.ts';
import { createRealWorld, type RealWorld } from '../../world/real/create-real-world.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Creates the real world, logging from a level on; `warn` unless a known level is named. */
export function createRealWorldFor(level: string | undefined): RealWorld {
  const named = LEVELS.find((one) => one === level) ?? 'warn';
  return createRealWorld({ log: { level: named } });
}
