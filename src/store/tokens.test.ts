import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { seededRandom } from '../core/random.ts';
import { epochMs } from '../core/time.ts';
import type { World } from '../core/world.ts';
import { createMemoryDocuments } from './memory/documents.ts';
import { openSqliteDocuments } from './sqlite/documents.ts';
import { createTokens } from './tokens.ts';

function worldAt(now: number): Pick<World, 'clock' | 'random'> {
  const random = seededRandom(1);
  const bytes = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => random.below(256));
  // Nothing else of these ports is asked for.
  return { clock: { now: () => epochMs(now) }, random: { bytes } } as unknown as World;
}

describe('access tokens', () => {
  it('are found by their text alone, while they hold', async () => {
    const tokens = createTokens(createMemoryDocuments(), worldAt(5));
    const { token, record } = await tokens.issue({ name: 'laptop', role: 'trader' });
    expect(token).toMatch(/^qp_[a-z2-7]{8}_[a-z2-7]{52}$/);
    expect(await tokens.find(token)).toEqual(record);
    expect(record).toMatchObject({ name: 'laptop', role: 'trader', createdAt: 5, revokedAt: null });
    expect(await tokens.revoke(record.id)).toBe(true);
    expect(await tokens.revoke(record.id)).toBe(false);
    expect(await tokens.find(token)).toBeUndefined();
  });

  it('are not found by any other text', async () => {
    const tokens = createTokens(createMemoryDocuments(), worldAt(5));
    const { token, record } = await tokens.issue({ name: 'laptop', role: 'trader' });
    const last = token.at(-1) === 'a' ? 'b' : 'a';
    const others = ['', record.id, record.hash, ` ${token}`, `${token}a`, token.toUpperCase()];
    for (const text of [...others, token.slice(0, -1) + last, 'qp_' + '_'.repeat(60)]) {
      expect(await tokens.find(text)).toBeUndefined();
    }
  });

  it('are listed newest first, over pages', async () => {
    const tokens = createTokens(createMemoryDocuments(), worldAt(5));
    for (let index = 0; index < 130; index += 1) {
      await tokens.issue({ name: `token ${index}`, role: 'viewer' });
    }
    const names = (await tokens.list()).map(({ name }) => name);
    expect(names.length).toBe(130);
    expect(names[0]).toBe('token 129');
    expect(names.at(-1)).toBe('token 0');
  });

  it('cannot be read out of the files that keep them', async () => {
    const folder = temporaryFolder();
    const documents = openSqliteDocuments(folder);
    const { token, record } = await createTokens(documents, worldAt(5)).issue({
      name: 'laptop',
      role: 'owner',
    });
    await documents.close();
    const content = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(content.join()).toContain(record.id);
    expect(content.join()).not.toContain(token.slice(record.id.length + 1));
  });
});
