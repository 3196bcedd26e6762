import { beforeEach, describe, expect, test } from 'vitest';
import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { DAY, type EpochMs, epochMs, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import type { Documents } from '../../store/ports.ts';
import { createSessions, LINK_MS, type Sessions } from './sessions.ts';
import { createTokens, type TokenRecord, type Tokens } from './tokens.ts';

const START = epochMs(1_000_000);

let now: EpochMs;
/** Milliseconds on the monotonic clock, which wall-clock changes do not affect. */
let uptime: number;
let random: SeededRandom;
let documents: Documents;
let tokens: Tokens;
let sessions: Sessions;
let record: TokenRecord;

const world = {
  clock: { now: () => now, monotonic: () => uptime },
  random: {
    bytes: (length: number) => Uint8Array.from({ length }, () => random.below(256)),
  },
} as unknown as Pick<World, 'clock' | 'random'>; // sessions use only the clock and random bytes

beforeEach(async () => {
  now = START;
  uptime = 0;
  random = seededRandom(1);
  documents = createMemoryDocuments();
  tokens = createTokens(world, documents);
  sessions = createSessions(world, documents, tokens);
  await tokens.create({ name: 'other', role: 'viewer', expiresAt: null });
  ({ record } = await tokens.create({ name: 'owner', role: 'owner', expiresAt: null }));
  await tokens.create({ name: 'third', role: 'trader', expiresAt: null });
});

async function open(): Promise<string> {
  const opened = await sessions.open(sessions.createCode(record.id).code);
  return opened!.secret;
}

describe('a one-time code', () => {
  test('is random and lives for ten minutes', () => {
    const { code, expiresAt } = sessions.createCode(record.id);
    expect(code).toMatch(/^[0-9a-f]{64}$/);
    expect(expiresAt).toBe(START + 10 * MINUTE);
    expect(LINK_MS).toBe(10 * MINUTE);
    expect(sessions.createCode(record.id).code).not.toBe(code);
  });

  test('opens one session', async () => {
    const { code } = sessions.createCode(record.id);
    expect(await sessions.open(code)).toBeDefined();
    expect(await sessions.open(code)).toBeUndefined();
    expect(await sessions.open('0'.repeat(64))).toBeUndefined();
  });

  test('expires to the millisecond', async () => {
    const first = sessions.createCode(record.id);
    const second = sessions.createCode(record.id);
    uptime = LINK_MS - 1;
    expect(await sessions.open(first.code)).toBeDefined();
    uptime = LINK_MS;
    expect(await sessions.open(second.code)).toBeUndefined();
  });

  test('uses the monotonic clock, whatever the wall clock does', async () => {
    const codes = [1, 2].map(() => sessions.createCode(record.id).code);
    now = epochMs(START + DAY);
    expect(await sessions.open(codes[0]!)).toBeDefined();
    now = epochMs(START - DAY);
    uptime = LINK_MS;
    expect(await sessions.open(codes[1]!)).toBeUndefined();
  });

  test('stays valid when another is created', async () => {
    uptime = 7;
    const { code } = sessions.createCode(record.id);
    uptime = LINK_MS + 6;
    sessions.createCode(record.id);
    expect(await sessions.open(code)).toBeDefined();
  });

  test('is never stored', async () => {
    const { code } = sessions.createCode(record.id);
    const { documents: stored } = await documents.list('sessions', { limit: 10 });
    expect(stored).toEqual([]);
    const opened = await sessions.open(code);
    const after = await documents.list('sessions', { limit: 10 });
    expect(after.documents).toEqual([
      {
        key: sha256Hex(opened!.secret),
        value: { tokenId: record.id, expiresAt: opened!.expiresAt },
      },
    ]);
  });
});

describe('a session', () => {
  test('acts for the token that requested the link', async () => {
    const secret = await open();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await sessions.principalOf(secret)).toEqual({
      id: record.id,
      name: 'owner',
      role: 'owner',
      via: 'dashboard',
      expiresAt: START + 7 * DAY,
    });
  });

  test('expires after a week to the millisecond', async () => {
    const secret = await open();
    now = epochMs(START + 7 * DAY - 1);
    expect(await sessions.principalOf(secret)).toBeDefined();
    now = epochMs(START + 7 * DAY);
    expect(await sessions.principalOf(secret)).toBeUndefined();
  });

  test('ends with its token, not with another', async () => {
    const secret = await open();
    const others = (await tokens.list()).filter(({ id }) => id !== record.id);
    for (const { id } of others) await tokens.revoke(id);
    expect(await sessions.principalOf(secret)).toBeDefined();
    await tokens.revoke(record.id);
    expect(await sessions.principalOf(secret)).toBeUndefined();
  });

  test('ends when it is closed, and only that one', async () => {
    const first = await open();
    const second = await open();
    await sessions.close(first);
    expect(await sessions.principalOf(first)).toBeUndefined();
    expect(await sessions.principalOf(second)).toBeDefined();
  });

  test('survives a restart of the server', async () => {
    const secret = await open();
    const again = createSessions(world, documents, tokens);
    expect(await again.principalOf(secret)).toMatchObject({ id: record.id });
  });

  test.each([
    ['nothing', () => ''],
    ['text before it', (secret: string) => `0${secret}`],
    ['text after it', (secret: string) => `${secret}0`],
    ['capitals', (secret: string) => secret.toUpperCase()],
    ['a part', (secret: string) => secret.slice(1)],
  ])('is invalid: %s', async (_what, change) => {
    const secret = await open();
    const asked: string[] = [];
    const spied = createSessions(
      world,
      {
        ...documents,
        get: (collection, key) => {
          asked.push(key);
          return documents.get(collection, key);
        },
      },
      tokens,
    );
    expect(await spied.principalOf(change(secret))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['without a token', { expiresAt: START + DAY }],
    ['without an expiry', { tokenId: 'x' }],
  ])('is invalid when it is stored %s', async (_what, value) => {
    const secret = 'a'.repeat(64);
    await documents.put('sessions', sha256Hex(secret), value);
    expect(await sessions.principalOf(secret)).toBeUndefined();
  });
});
