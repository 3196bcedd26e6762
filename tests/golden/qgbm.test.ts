import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { walk } from './qgbm.ts';

test('the generator produces the documented bits', () => {
  const bars = walk(1_000_000, { seed: 1, mu: 0, sigma: 0.0005, p0: 100 });
  const hash = createHash('sha256');
  for (const column of [bars.open, bars.high, bars.low, bars.close, bars.volume]) {
    hash.update(new Uint8Array(column.buffer));
  }
  expect(hash.digest('hex')).toBe(
    '8e66645d9593a0ef595652ef1bf747213cada626046ea362dc3e7d58e21afe2d',
  );
});
