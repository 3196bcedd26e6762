import { beforeEach, describe, expect, test } from 'vitest';
import { type EpochMs, epochMs, MINUTE } from '../../core/time.ts';
import type { Documents } from '../../store/ports.ts';
import { createMemoryDocuments } from '../../store/memory/documents.ts';
import { createIdempotency } from '../access/idempotency.ts';
import { createSessions, LINK_MS } from '../access/sessions.ts';
import { createTokens } from '../access/tokens.ts';

let now: EpochMs;
let documents: Documents;
let drawn: number;

const world = {
  clock: { now: () => now, monotonic: () => now },
  random: {
    bytes: (length: number) => Uint8Array.from({ length }, () => (drawn += 1) & 0xff),
  },
} as unknown as Parameters<typeof createTokens>[0]; // createTokens uses only clock and randomness

beforeEach(() => {
  now = epochMs(1_000_000);
  documents = createMemoryDocuments();
  drawn = 0;
});

describe('a token', () => {
  test('stands for its principal until it expires or is revoked', async () => {
    const tokens = createTokens(world, documents);
    const expiresAt = epochMs(now + MINUTE);
    const { record, token } = await tokens.create({ name: 'bot', role: 'trader', expiresAt });
    const text = token.reveal();
    expect(text).toMatch(/^qk_[0-9a-f]{64}$/);
    expect(await tokens.principalOf(text, 'rest')).toMatchObject({ name: 'bot', role: 'trader' });
    now = epochMs(now + MINUTE);
    expect(await tokens.principalOf(text, 'rest')).toBeUndefined();
    now = epochMs(now - 1);
    await tokens.revoke(record.id);
    expect(await tokens.principalOf(text, 'rest')).toBeUndefined();
  });

  test('is stored only as a hash', async () => {
    const tokens = createTokens(world, documents);
    const { token } = await tokens.create({ name: 'a', role: 'owner', expiresAt: null });
    const { documents: kept } = await documents.list('tokens', { limit: 10 });
    expect(JSON.stringify(kept)).not.toContain(token.reveal().slice(3));
    expect(String(token)).not.toContain('qk_');
  });

  test.each(['', 'qk_', 'Bearer x', `qk_${'0'.repeat(64)}`, 'x'.repeat(5000)])(
    'rejects %s',
    async (text) => {
      expect(await createTokens(world, documents).principalOf(text, 'rest')).toBeUndefined();
    },
  );
});

describe('a one-time code', () => {
  async function prepare() {
    const tokens = createTokens(world, documents);
    const { record } = await tokens.create({ name: 'owner', role: 'owner', expiresAt: null });
    return { tokens, record, sessions: createSessions(world, documents, tokens) };
  }

  test('opens one session, once, which ends with its token', async () => {
    const { tokens, record, sessions } = await prepare();
    const { code } = sessions.createCode(record.id);
    const opened = await sessions.open(code);
    expect(await sessions.open(code)).toBeUndefined();
    const principal = await sessions.principalOf(opened!.secret);
    expect(principal).toMatchObject({ id: record.id, role: 'owner', via: 'dashboard' });
    await tokens.revoke(record.id);
    expect(await sessions.principalOf(opened!.secret)).toBeUndefined();
  });

  test('expires after ten minutes', async () => {
    const { record, sessions } = await prepare();
    const { code } = sessions.createCode(record.id);
    now = epochMs(now + LINK_MS);
    expect(await sessions.open(code)).toBeUndefined();
  });

  test('works for only one of two simultaneous requests', async () => {
    const { record, sessions } = await prepare();
    const { code } = sessions.createCode(record.id);
    const opened = await Promise.all([sessions.open(code), sessions.open(code)]);
    expect(opened.filter((one) => one !== undefined)).toHaveLength(1);
  });
});

describe('under one key', () => {
  test('runs the work once and repeats its answer', async () => {
    const idempotency = createIdempotency(world, documents);
    let done = 0;
    const work = async () => ({ order: (done += 1) });
    const request = { key: 'k1', content: { symbol: 'SPY' } };
    expect(await idempotency.once(request, work)).toEqual({
      answer: { order: 1 },
      replayed: false,
    });
    // Another instance on the same documents, as after a restart.
    const again = await createIdempotency(world, documents).once(request, work);
    expect(again).toEqual({ answer: { order: 1 }, replayed: true });
    await expect(
      idempotency.once({ key: 'k1', content: { symbol: 'QQQ' } }, work),
    ).rejects.toMatchObject({ code: 'app.idempotency_mismatch' });
    expect(done).toBe(1);
  });

  test('rejects a second request while the first is still running', async () => {
    const idempotency = createIdempotency(world, documents);
    let finish = (): void => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const request = { key: 'k2', content: {} };
    const first = idempotency.once(request, () => slow.then(() => 'done'));
    await expect(idempotency.once(request, async () => 'twice')).rejects.toMatchObject({
      code: 'app.idempotency_in_progress',
    });
    finish();
    expect(await first).toEqual({ answer: 'done', replayed: false });
  });

  test('runs a failed request again', async () => {
    const idempotency = createIdempotency(world, documents);
    const request = { key: 'k3', content: {} };
    await expect(
      idempotency.once(request, () => Promise.reject(new Error('denied'))),
    ).rejects.toThrow('denied');
    expect(await idempotency.once(request, async () => 1)).toEqual({ answer: 1, replayed: false });
  });
});
