import { beforeEach, describe, expect, test } from 'vitest';
import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import type { Role } from '../operation/principal.ts';
import { assistantTokenPath, ownerTokenPath, prepareTokens } from './token-files.ts';
import { createTokens, type Tokens } from './tokens.ts';

const FOLDER = '/data';
const OWNER = '/data/owner.token';
const ASSISTANT = '/data/assistant.token';

let now: EpochMs;
let random: SeededRandom;
let files: Map<string, { readonly text: string; readonly mode: number | undefined }>;
let tokens: Tokens;

const world = {
  clock: { now: () => now },
  random: {
    bytes: (length: number) => Uint8Array.from({ length }, () => random.below(256)),
  },
  files: {
    read: async (path: string) => files.get(path)?.text,
    write: async (path: string, text: string, mode?: number) => {
      files.set(path, { text, mode });
    },
  },
} as unknown as World; // nothing else is used

beforeEach(() => {
  now = epochMs(1_000_000);
  random = seededRandom(1);
  files = new Map();
  tokens = createTokens(world, createMemoryDocuments());
});

const roleIn = async (path: string): Promise<Role | undefined> =>
  (await tokens.principalOf(files.get(path)!.text.trim(), 'cli'))?.role;

test('the token files have fixed names in the data folder', () => {
  expect(ownerTokenPath(FOLDER)).toBe(OWNER);
  expect(assistantTokenPath(FOLDER)).toBe(ASSISTANT);
});

describe('the first run', () => {
  test('creates an owner token and a read-only assistant token, for this user only', async () => {
    const { ownerId } = await prepareTokens(world, tokens, FOLDER);
    expect([...files.keys()]).toEqual([OWNER, ASSISTANT]);
    for (const { text, mode } of files.values()) {
      expect(text).toMatch(/^qk_[0-9a-f]{64}\n$/);
      expect(mode).toBe(0o600);
    }
    expect([await roleIn(OWNER), await roleIn(ASSISTANT)]).toEqual(['owner', 'viewer']);
    const made = (await tokens.list()).map(({ name, role, expiresAt }) => [name, role, expiresAt]);
    expect(made).toEqual([
      ['assistant', 'viewer', null],
      ['owner', 'owner', null],
    ]);
    expect((await tokens.list()).at(-1)!.id).toBe(ownerId);
  });
});

describe('a later run', () => {
  test('keeps the tokens that it finds', async () => {
    const first = await prepareTokens(world, tokens, FOLDER);
    const before = new Map(files);
    expect(await prepareTokens(world, tokens, FOLDER)).toEqual(first);
    expect(files).toEqual(before);
    expect(await tokens.list()).toHaveLength(2);
  });

  test.each([
    ['is lost', () => files.delete(OWNER)],
    ['holds another string', () => files.set(OWNER, { text: 'qk_0\n', mode: 0o600 })],
    ['is empty', () => files.set(OWNER, { text: '', mode: 0o600 })],
    ['holds the token of another role', () => files.set(OWNER, files.get(ASSISTANT)!)],
  ])('makes a new owner token when its file %s', async (_what, change) => {
    const first = await prepareTokens(world, tokens, FOLDER);
    change();
    const second = await prepareTokens(world, tokens, FOLDER);
    expect(second.ownerId).not.toBe(first.ownerId);
    expect(await roleIn(OWNER)).toBe('owner');
    expect(await tokens.list()).toHaveLength(3);
  });
});
