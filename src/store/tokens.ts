import { asInteger, asNullable, asText, fields, type Codec } from '../core/codec.ts';
import { base32, sha256Hex } from '../core/sha256.ts';
import type { EpochMs } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { Documents } from './ports.ts';

/** What is kept of an access token: never the token itself. */
export interface TokenRecord {
  /** The token's first part, which names it in lists and finds it again. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly createdAt: EpochMs;
  /** When it was withdrawn; null while it holds. */
  readonly revokedAt: EpochMs | null;
  /** SHA-256 of the whole token, hexadecimal; enough for a random secret of 256 bits. */
  readonly hash: string;
}

/** The access tokens of a data directory. */
export interface Tokens {
  /** Makes a token; its text is shown this once and cannot be had again. */
  issue(of: {
    readonly name: string;
    readonly role: string;
  }): Promise<{ readonly token: string; readonly record: TokenRecord }>;
  /** The record of a token that holds; undefined for any other text. */
  find(token: string): Promise<TokenRecord | undefined>;
  /** Withdraws a token; whether there was one that held. */
  revoke(id: string): Promise<boolean>;
  /** Every token ever issued, newest first, withdrawn ones too. */
  list(): Promise<readonly TokenRecord[]>;
}

const COLLECTION = 'tokens';
const ID_BYTES = 5;
const SECRET_BYTES = 32;
const FORM = /^qp_[a-z2-7]{8}_[a-z2-7]{52}$/;
const ID_LENGTH = 'qp_'.length + 8;

const recordCodec: Codec<TokenRecord> = fields({
  id: asText(),
  name: asText(),
  role: asText(),
  createdAt: asInteger<EpochMs>(),
  revokedAt: asNullable(asInteger<EpochMs>()),
  hash: asText(),
});

/** Keeps access tokens in a set of documents; reading those gives nobody access. */
export function createTokens(documents: Documents, world: Pick<World, 'clock' | 'random'>): Tokens {
  const read = async (id: string): Promise<TokenRecord | undefined> => {
    const found = await documents.get(COLLECTION, id);
    return found === undefined ? undefined : recordCodec.decode(found);
  };
  return {
    async issue({ name, role }) {
      for (;;) {
        const id = `qp_${base32(world.random.bytes(ID_BYTES))}`;
        const token = `${id}_${base32(world.random.bytes(SECRET_BYTES))}`;
        const createdAt = world.clock.now();
        const hash = sha256Hex(token);
        const record: TokenRecord = { id, name, role, createdAt, revokedAt: null, hash };
        const put = await documents.insertIfAbsent(COLLECTION, id, record);
        if (put.inserted) return { token, record };
      }
    },
    async find(token) {
      if (!FORM.test(token)) return undefined;
      const record = await read(token.slice(0, ID_LENGTH));
      if (record === undefined || record.revokedAt !== null) return undefined;
      return sameText(record.hash, sha256Hex(token)) ? record : undefined;
    },
    async revoke(id) {
      const record = await read(id);
      if (record === undefined || record.revokedAt !== null) return false;
      await documents.put(COLLECTION, id, { ...record, revokedAt: world.clock.now() });
      return true;
    },
    async list() {
      const records: TokenRecord[] = [];
      let cursor: string | undefined;
      do {
        const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
        const page = await documents.list(COLLECTION, query);
        for (const { value } of page.documents) records.push(recordCodec.decode(value));
        cursor = page.next;
      } while (cursor !== undefined);
      return records;
    },
  };
}

/** Whether two texts of one length are equal, in a time that does not tell where they differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  }
  return difference === 0;
}
