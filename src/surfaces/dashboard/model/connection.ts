import { durationText, timeText } from '../../../core/number-text.ts';
import type { EpochMs } from '../../../core/time.ts';

/** The page's view of its connection to the server. */
export interface Line {
  readonly phase: 'connecting' | 'reading' | 'live' | 'offline' | 'signed_out';
  /** When the page last received anything, on its own monotonic clock. */
  readonly heardAt: number;
}

/** State of the connection and age of the data shown. */
export interface ConnectionChip {
  readonly state: 'live' | 'stale' | 'offline' | 'connecting';
  readonly text: string;
}

/** Prices older than this are stale: they are dimmed, and every preview is void. */
export const STALE_MS = 10_000;

/** Market state from the last marks. */
export interface MarketAge {
  readonly open: boolean;
  /** Age of the last market event when it was reported; null before the first. */
  readonly ageMs: number | null;
}

/** Age of the page's prices, on its own clock; prices of a closed market do not age. */
export function priceAgeMs(line: Line, now: number, market: MarketAge): number {
  const silence = Math.max(0, now - line.heardAt);
  return market.open && market.ageMs !== null ? market.ageMs + silence : silence;
}

/** Describes the connection and the age of the prices behind it. */
export function connectionChip(line: Line, now: number, market: MarketAge): ConnectionChip {
  switch (line.phase) {
    case 'connecting':
      return { state: 'connecting', text: 'connecting' };
    case 'reading':
      return { state: 'connecting', text: 'reading the journal' };
    case 'signed_out':
      return { state: 'offline', text: 'signed out' };
    case 'offline':
      return { state: 'offline', text: `offline ${durationText(silenceOf(line, now))}` };
    case 'live': {
      const age = priceAgeMs(line, now, market);
      if (age > STALE_MS) return { state: 'stale', text: `stale ${durationText(age)}` };
      return { state: 'live', text: `live · ${durationText(age)}` };
    }
  }
}

function silenceOf({ heardAt }: Line, now: number): number {
  return Math.max(0, now - heardAt);
}

/** The engine's state, as far as the page knows it. */
export interface EngineLabel {
  readonly tone: 'running' | 'caution' | 'halted' | 'unknown';
  readonly text: string;
  /** The last state received when the current one is unknown; otherwise empty. */
  readonly past: string;
}

const STATE_NAMES: Readonly<Record<string, string>> = {
  running: 'running',
  reduce_only: 'reduce only',
  halted: 'halted',
  starting: 'starting',
  recovering: 'recovering',
};

/** The engine's state as the page received it last. */
export interface ReceivedState {
  readonly state: string;
  /** The exchange time of what was received last. */
  readonly at: EpochMs;
}

/**
 * Names the engine's state. Without a live connection, or after ten silent seconds, it is unknown:
 * the last state received is history, and is never shown as current.
 *
 * @param now the page's monotonic clock
 */
export function engineLabel(line: Line, now: number, last: ReceivedState): EngineLabel {
  const { state, at } = last;
  const name = STATE_NAMES[state] ?? state;
  if (line.phase !== 'live' || silenceOf(line, now) > STALE_MS) {
    return { tone: 'unknown', text: 'unknown', past: at > 0 ? `${name} at ${timeText(at)}` : '' };
  }
  const tone = state === 'running' || state === 'halted' ? state : 'caution';
  return { tone, text: name, past: '' };
}
