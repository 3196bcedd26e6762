import { beforeEach, describe, expect, test } from 'vitest';
import { isQuipuError } from '../../core/errors.ts';
import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import type { Documents } from '../../store/ports.ts';
import { createTokens, randomText, type Tokens } from './tokens.ts';

const START = epochMs(1_000_000);

let now: EpochMs;
let random: SeededRandom;
let documents: Documents;
let tokens: Tokens;

const world = {
  clock: { now: () => now },
  random: {
    bytes: (length: number) => Uint8Array.from({ length }, () => random.below(256)),
  },
} as unknown as Pick<World, 'clock' | 'random'>; // tokens use only the clock and random bytes

beforeEach(() => {
  now = START;
  random = seededRandom(1);
  documents = createMemoryDocuments();
  tokens = createTokens(world, documents);
});

async function create(change: Partial<Parameters<Tokens['create']>[0]> = {}) {
  const { record, token } = await tokens.create({
    name: 'bot',
    role: 'trader',
    expiresAt: null,
    ...change,
  });
  return { record, text: token.reveal() };
}

test('random text is 256 bits in hexadecimal after its prefix', () => {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => index * 8 + 1);
  const counting = { random: { bytes } } as unknown as typeof world; // it only draws bytes
  expect(randomText(counting)).toBe(
    '0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9',
  );
  expect(randomText(world, 'qk_')).toMatch(/^qk_[0-9a-f]{64}$/);
});

describe('a token', () => {
  test('is created with an id, a name, a role and a time', async () => {
    const expiresAt = epochMs(START + 1);
    const { record, text } = await create({ expiresAt });
    expect(record).toEqual({
      id: expect.stringMatching(/^tk_[0-9a-f]{12}$/) as string,
      name: 'bot',
      role: 'trader',
      createdAt: START,
      expiresAt,
    });
    expect(text).toMatch(/^qk_[0-9a-f]{64}$/);
    expect(await tokens.list()).toEqual([record]);
  });

  test('identifies its principal on the surface that it came through', async () => {
    const { record, text } = await create();
    expect(await tokens.principalOf(text, 'mcp')).toEqual({
      id: record.id,
      name: 'bot',
      role: 'trader',
      via: 'mcp',
      expiresAt: null,
    });
    const other = await create({ name: 'user', role: 'owner' });
    expect(await tokens.principalOf(other.text, 'cli')).toMatchObject({ role: 'owner' });
    expect(await tokens.principalOf(text, 'cli')).toMatchObject({ role: 'trader' });
  });

  test('expires to the millisecond', async () => {
    const expiresAt = epochMs(START + 1_000);
    const { text } = await create({ expiresAt });
    now = epochMs(START + 999);
    expect(await tokens.principalOf(text, 'rest')).toMatchObject({ expiresAt });
    now = expiresAt;
    expect(await tokens.principalOf(text, 'rest')).toBeUndefined();
  });

  test('without an expiry never expires', async () => {
    const { text } = await create();
    now = epochMs(START + 1e12);
    expect(await tokens.principalOf(text, 'rest')).toBeDefined();
  });

  test('needs every character', async () => {
    const { text } = await create();
    const wrong = [text.slice(0, -1), `${text}0`, text.slice(3), ` ${text}`, text.toUpperCase()];
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'f' ? 'e' : 'f';
      wrong.push(text.slice(0, at) + other + text.slice(at + 1));
    }
    for (const one of wrong) expect(await tokens.principalOf(one, 'rest'), one).toBeUndefined();
  });

  test('of another form is not looked up', async () => {
    const asked: string[] = [];
    const spied = createTokens(world, {
      ...documents,
      get: (collection, key) => {
        asked.push(key);
        return documents.get(collection, key);
      },
    });
    for (const text of ['', 'qk', 'tk_1', ` qk_`, `qk_${'0'.repeat(98)}`]) {
      expect(await spied.principalOf(text, 'rest')).toBeUndefined();
    }
    expect(asked).toEqual([]);
    // The longest string that is looked up has a hundred characters.
    await spied.principalOf(`qk_${'0'.repeat(97)}`, 'rest');
    expect(asked).toHaveLength(1);
  });
});

describe('stored token record', () => {
  test('is found by part of its hash, and the rest must match', async () => {
    const { text, record } = await create();
    const hash = sha256Hex(text);
    const key = hash.slice(0, 16);
    expect(await documents.get('tokens', key)).toEqual({ ...record, hash });

    const store = (other: string) => documents.put('tokens', key, { ...record, hash: other });
    const find = () => tokens.principalOf(text, 'rest');
    const last = hash.at(-1) === 'f' ? 'e' : 'f';
    for (const other of [
      hash.slice(0, -1) + last,
      last + hash.slice(1),
      hash.slice(0, -1),
      `${hash}0`,
      `${hash}\0`,
      '',
    ]) {
      await store(other);
      expect(await find(), other).toBeUndefined();
    }
    await store(hash);
    expect(await find()).toBeDefined();
  });

  test.each<[string, Record<string, unknown>]>([
    ['no hash', { hash: undefined }],
    ['another role', { role: 'king' }],
    ['a time that is not a number', { createdAt: 'now' }],
    ['an expiry that is not a number', { expiresAt: 'never' }],
    ['no name', { name: undefined }],
    ['a number as its id', { id: 7 }],
  ])('is invalid with %s', async (_what, change) => {
    const { text, record } = await create();
    const hash = sha256Hex(text);
    const stored = Object.entries({ ...record, hash, ...change });
    const document = Object.fromEntries(stored.filter(([, value]) => value !== undefined));
    await documents.put('tokens', hash.slice(0, 16), document);
    expect(await tokens.principalOf(text, 'rest')).toBeUndefined();
    expect(await tokens.list()).toEqual([]);
  });
});

describe('the list of tokens', () => {
  test('has every page, newest first', async () => {
    const names = Array.from({ length: 205 }, (_, index) => `token ${index}`);
    for (const name of names) await create({ name });
    expect((await tokens.list()).map(({ name }) => name)).toEqual(names.toReversed());
  });

  test('requests two hundred at a time', async () => {
    const asked: unknown[] = [];
    const spied = createTokens(world, {
      ...documents,
      list: (collection, query) => {
        asked.push(query);
        return documents.list(collection, query);
      },
    });
    for (let index = 0; index < 201; index += 1) await create();
    await spied.list();
    expect(asked).toStrictEqual([
      { limit: 200 },
      { limit: 200, cursor: expect.any(String) as string },
    ]);
  });
});

describe('a revoked token', () => {
  test('no longer works, and others still do', async () => {
    const first = await create();
    const second = await create();
    expect(await tokens.revoke(first.record.id)).toEqual(first.record);
    expect(await tokens.principalOf(first.text, 'rest')).toBeUndefined();
    expect(await tokens.principalOf(second.text, 'rest')).toBeDefined();
    expect(await tokens.list()).toEqual([second.record]);
  });

  test('must exist', async () => {
    await create();
    const error: unknown = await tokens.revoke('tk_0').catch((reason: unknown) => reason);
    expect(isQuipuError(error) && error.code).toBe('app.not_found');
    expect(error).toMatchObject({
      message: 'Expected the id of a token, found "tk_0".',
      next: expect.stringContaining('quipu token list') as string,
    });
    expect(await tokens.list()).toHaveLength(1);
  });
});
