import { ageText } from './number-text.ts';

/** What the page knows of its line to the server. */
export interface Line {
  readonly phase: 'connecting' | 'reading' | 'live' | 'offline' | 'signed_out';
  /** When something was last heard, on the page's own steady clock. */
  readonly heardAt: number;
}

/** How the connection stands, in a word, with how old what is shown is. */
export interface ConnectionChip {
  readonly state: 'live' | 'stale' | 'offline' | 'connecting';
  readonly text: string;
}

const STALE_MS = 3_000;

/**
 * Judges the line and the market behind it.
 *
 * @param marketAgeMs age of the last market event when the server told it; null before the first
 */
export function connectionChip(
  line: Line,
  now: number,
  market: { readonly open: boolean; readonly ageMs: number | null },
): ConnectionChip {
  const silence = Math.max(0, now - line.heardAt);
  switch (line.phase) {
    case 'connecting':
      return { state: 'connecting', text: 'connecting' };
    case 'reading':
      return { state: 'connecting', text: 'reading the journal' };
    case 'signed_out':
      return { state: 'offline', text: 'signed out' };
    case 'offline':
      return { state: 'offline', text: `offline ${ageText(silence)}` };
    case 'live': {
      if (silence > STALE_MS) return { state: 'stale', text: `stale ${ageText(silence)}` };
      const age = (market.ageMs ?? 0) + silence;
      if (market.open && market.ageMs !== null && age > 10_000) {
        return { state: 'stale', text: `prices ${ageText(age)} old` };
      }
      return { state: 'live', text: `live · ${ageText(market.open ? age : silence)}` };
    }
  }
}
