import { sha256Hex } from '../../core/sha256.ts';
import { integer, object, text } from '../../core/schema.ts';
import { DAY, type EpochMs, epochMs, later, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Documents } from '../../store/ports.ts';
import type { Principal } from '../operation/principal.ts';
import { randomText, type Tokens } from './tokens.ts';

const COLLECTION = 'sessions';
/** How long a browser stays signed in. */
const SESSION_MS = 7 * DAY;
/** How long a one-time link works. */
export const LINK_MS = 10 * MINUTE;

/** A new session, for the cookie that carries it. */
export interface OpenedSession {
  readonly secret: string;
  readonly expiresAt: EpochMs;
}

/**
 * Browser sessions: a one-time code in the fragment of a link, exchanged once for a cookie.
 *
 * A session stands for the token that requested its link, and ends with it.
 */
export interface Sessions {
  /** Creates a one-time code; only its hash is stored, and only in memory. */
  createCode(tokenId: string): { readonly code: string; readonly expiresAt: EpochMs };
  /** Exchanges a code; undefined when it is unknown, used or expired. */
  open(code: string): Promise<OpenedSession | undefined>;
  principalOf(secret: string): Promise<Principal | undefined>;
  close(secret: string): Promise<void>;
}

const sessionSchema = object({ tokenId: text(), expiresAt: integer() });

/** Creates browser sessions, stored in documents, with their codes in memory. */
export function createSessions(
  world: Pick<World, 'clock' | 'random'>,
  documents: Documents,
  tokens: Tokens,
): Sessions {
  // Codes exist only in memory, so their ten minutes run on the monotonic clock.
  const codes = new Map<string, { readonly tokenId: string; readonly endsAt: number }>();
  const { clock } = world;
  return {
    createCode(tokenId) {
      const now = clock.monotonic();
      for (const [hash, { endsAt }] of codes) if (endsAt <= now) codes.delete(hash);
      const code = randomText(world);
      const expiresAt = later(clock.now(), LINK_MS);
      codes.set(sha256Hex(code), { tokenId, endsAt: now + LINK_MS });
      return { code, expiresAt };
    },
    async open(code) {
      const hash = sha256Hex(code);
      const found = codes.get(hash);
      // Deleted before the first await, so that a second request finds nothing.
      codes.delete(hash);
      if (found === undefined || found.endsAt <= clock.monotonic()) return undefined;
      const secret = randomText(world);
      const expiresAt = later(clock.now(), SESSION_MS);
      const session = { tokenId: found.tokenId, expiresAt };
      await documents.put(COLLECTION, sha256Hex(secret), session);
      return { secret, expiresAt };
    },
    async principalOf(secret) {
      if (!/^[0-9a-f]{64}$/.test(secret)) return undefined;
      const found = sessionSchema.judge(await documents.get(COLLECTION, sha256Hex(secret)));
      if (!found.ok || found.value.expiresAt <= clock.now()) return undefined;
      const { tokenId } = found.value;
      const record = (await tokens.list()).find(({ id }) => id === tokenId);
      if (record === undefined) return undefined;
      const { id, name, role } = record;
      return { id, name, role, via: 'dashboard', expiresAt: epochMs(found.value.expiresAt) };
    },
    async close(secret) {
      await documents.remove(COLLECTION, sha256Hex(secret));
    },
  };
}
