import { hashText } from '../../core/random.ts';
import { hex, sha256 } from '../../core/sha256.ts';

/** Running digest of all events. */
export interface Trace {
  add(line: string): void;
  /** SHA-256 of all lines so far, in 64 hexadecimal digits; reading does not change it. */
  digest(): string;
}

const CHUNK_CHARS = 32_768;

/**
 * Creates an empty trace.
 *
 * Lines are hashed in chunks, h(n) = SHA-256(h(n-1), chunk), split by their content alone, so that
 * the digest does not depend on when it is read.
 */
export function createTrace(onLine?: (line: string) => void): Trace {
  const encoder = new TextEncoder();
  let state: Uint8Array = new Uint8Array(32);
  let pending = '';
  const folded = (): Uint8Array => {
    const text = encoder.encode(pending);
    const bytes = new Uint8Array(state.length + text.length);
    bytes.set(state);
    bytes.set(text, state.length);
    return sha256(bytes);
  };
  return {
    add: (line) => {
      onLine?.(line);
      pending += `${line}\n`;
      if (pending.length < CHUNK_CHARS) return;
      state = folded();
      pending = '';
    },
    digest: () => hex(folded()),
  };
}

/** Returns a string as its length and a hash, short enough for a trace line. */
export function brief(content: string | Uint8Array): string {
  if (typeof content === 'string') return `${content.length}#${hashText(content).toString(36)}`;
  return `${content.length}b#${hashText(hex(content)).toString(36)}`;
}
