import { sha256Hex } from '../core/sha256.ts';
import { integer, object, text } from '../core/schema.ts';
import { DAY, type EpochMs, epochMs, later, MINUTE } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { Documents } from '../store/ports.ts';
import type { Principal } from './principal.ts';
import { randomText, type Tokens } from './tokens.ts';

const COLLECTION = 'sessions';
/** How long a browser stays signed in. */
const SESSION_MS = 7 * DAY;
/** How long a one-time link works. */
export const LINK_MS = 10 * MINUTE;

/** A fresh session, for the cookie that carries it. */
export interface OpenedSession {
  readonly secret: string;
  readonly expiresAt: EpochMs;
}

/**
 * Browser sessions: a one-time code in the fragment of a link, exchanged once for a cookie.
 *
 * A session stands for the token that asked for its link, and ends with it.
 */
export interface Sessions {
  /** Makes a one-time code; it is never stored but as a hash, and only in memory. */
  createCode(tokenId: string): { readonly code: string; readonly expiresAt: EpochMs };
  /** Exchanges a code; undefined when it is unknown, used or too old. */
  open(code: string): Promise<OpenedSession | undefined>;
  principalOf(secret: string): Promise<Principal | undefined>;
  close(secret: string): Promise<void>;
}

const sessionSchema = object({ tokenId: text(), expiresAt: integer() });

/** Sessions kept in documents, codes in memory. */
export function createSessions(
  world: Pick<World, 'clock' | 'random'>,
  documents: Documents,
  tokens: Tokens,
): Sessions {
  const codes = new Map<string, { readonly tokenId: string; readonly expiresAt: EpochMs }>();
  const { clock } = world;
  return {
    createCode(tokenId) {
      for (const [hash, { expiresAt }] of codes) if (expiresAt <= clock.now()) codes.delete(hash);
      const code = randomText(world);
      const expiresAt = later(clock.now(), LINK_MS);
      codes.set(sha256Hex(code), { tokenId, expiresAt });
      return { code, expiresAt };
    },
    async open(code) {
      const hash = sha256Hex(code);
      const found = codes.get(hash);
      // Taken out before anything is awaited, so that a second asker finds nothing.
      codes.delete(hash);
      if (found === undefined || found.expiresAt <= clock.now()) return undefined;
      const secret = randomText(world);
      const expiresAt = later(clock.now(), SESSION_MS);
      const session = { tokenId: found.tokenId, expiresAt };
      await documents.put(COLLECTION, sha256Hex(secret), session);
      return { secret, expiresAt };
    },
    async principalOf(secret) {
      if (!/^[0-9a-f]{64}$/.test(secret)) return undefined;
      const judged = sessionSchema.judge(await documents.get(COLLECTION, sha256Hex(secret)));
      if (!judged.ok || judged.value.expiresAt <= clock.now()) return undefined;
      const { tokenId } = judged.value;
      const record = (await tokens.list()).find(({ id }) => id === tokenId);
      if (record === undefined) return undefined;
      const { id, name, role } = record;
      return { id, name, role, via: 'dashboard', expiresAt: epochMs(judged.value.expiresAt) };
    },
    async close(secret) {
      await documents.remove(COLLECTION, sha256Hex(secret));
    },
  };
}
