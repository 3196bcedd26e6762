import { Secret } from '../../core/secret.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { type Infer, integer, nullable, object, oneOf, text } from '../../core/schema.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Documents } from '../../store/ports.ts';
import { appError } from '../kit/errors.ts';
import { type Principal, type Role, ROLES, type Via } from '../operation/principal.ts';

const COLLECTION = 'tokens';
const PREFIX = 'qk_';
const TOKEN_BYTES = 32;

/** Stored record of a token, without the token itself. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs | null;
}

/** Access tokens: created once, shown once, stored as SHA-256. */
export interface Tokens {
  create(request: {
    readonly name: string;
    readonly role: Role;
    readonly expiresAt: EpochMs | null;
  }): Promise<{ readonly record: TokenRecord; readonly token: Secret }>;
  /** Returns the principal of a token; undefined for anything that is not one of our tokens. */
  principalOf(presented: string, via: Via): Promise<Principal | undefined>;
  list(): Promise<readonly TokenRecord[]>;
  /** Revokes a token immediately. @throws QuipuError `app.not_found` */
  revoke(id: string): Promise<TokenRecord>;
}

const recordSchema = object({
  /** SHA-256 of the token; documents are found by a part of it. */
  hash: text(),
  id: text(),
  name: text(),
  role: oneOf(ROLES as readonly ['viewer', 'trader', 'approver', 'owner']),
  createdAt: integer(),
  expiresAt: nullable(integer()),
});

/** Returns 256 random bits as a string, for tokens, sessions and one-time codes. */
export function randomText(world: Pick<World, 'random'>, prefix = ''): string {
  let text = '';
  for (const byte of world.random.bytes(TOKEN_BYTES)) text += byte.toString(16).padStart(2, '0');
  return prefix + text;
}

/** Compares two strings in constant time. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) {
    difference |= (a.charCodeAt(index) || 0) ^ b.charCodeAt(index);
  }
  return difference === 0;
}

/** Creates a token store over documents. */
export function createTokens(world: Pick<World, 'clock' | 'random'>, documents: Documents): Tokens {
  const read = async (hash: string): Promise<TokenRecord | undefined> => {
    const checked = recordSchema.judge(await documents.get(COLLECTION, keyOf(hash)));
    return checked.ok && sameText(checked.value.hash, hash) ? asRecord(checked.value) : undefined;
  };
  return {
    async create({ name, role, expiresAt }) {
      const token = randomText(world, PREFIX);
      const id = `tk_${randomText(world).slice(0, 12)}`;
      const record = { id, name, role, createdAt: world.clock.now(), expiresAt };
      const hash = sha256Hex(token);
      await documents.put(COLLECTION, keyOf(hash), { ...record, hash });
      return { record, token: new Secret(token) };
    },
    async principalOf(presented, via) {
      if (!presented.startsWith(PREFIX) || presented.length > 100) return undefined;
      const record = await read(sha256Hex(presented));
      if (record === undefined) return undefined;
      const { id, name, role, expiresAt } = record;
      if (expiresAt !== null && world.clock.now() >= expiresAt) return undefined;
      return { id, name, role, via, expiresAt };
    },
    async list() {
      return (await all(documents)).map(({ record }) => record);
    },
    async revoke(id) {
      const found = (await all(documents)).find(({ record }) => record.id === id);
      if (found === undefined) {
        throw appError('app.not_found', `Expected the id of a token, found "${id}".`, {
          next: 'List the tokens: quipu token list.',
        });
      }
      await documents.remove(COLLECTION, found.key);
      return found.record;
    },
  };
}

/** Returns enough of a hash to find its document; the whole hash is compared in constant time. */
function keyOf(hash: string): string {
  return hash.slice(0, 16);
}

function asRecord(value: Infer<typeof recordSchema>): TokenRecord {
  const { id, name, role, createdAt } = value;
  const expiresAt = value.expiresAt === null ? null : epochMs(value.expiresAt);
  return { id, name, role, createdAt: epochMs(createdAt), expiresAt };
}

async function all(
  documents: Documents,
): Promise<readonly { readonly key: string; readonly record: TokenRecord }[]> {
  const found: { key: string; record: TokenRecord }[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit: 200 } : { limit: 200, cursor };
    const page = await documents.list(COLLECTION, query);
    for (const { key, value } of page.documents) {
      const checked = recordSchema.judge(value);
      if (checked.ok) found.push({ key, record: asRecord(checked.value) });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
