import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Nursery, PLANTED } from './planted.ts';

/** Maximum seeds from `early` on that a bug may survive; today one or two find it. */
const SEEDS = 30;
const LIMIT_MS = 120_000;

/** `npm run simulate:planted` runs the others, from the first seed on. */
const quick = PLANTED.filter(({ early }) => early !== undefined);

describe('the seeds find each bug planted in a copy of the sources', () => {
  let nursery: Nursery;

  beforeAll(() => {
    nursery = new Nursery(fileURLToPath(new URL('../..', import.meta.url)));
  });
  afterAll(() => nursery.clear());

  it.each(quick)(
    '$name',
    (bug) => {
      const { caught, words } = nursery.play(bug, { seed: bug.early!, seeds: SEEDS });
      expect(caught, words).toBe(true);
    },
    LIMIT_MS,
  );

  it('finds the source text of every bug exactly once', () => {
    for (const bug of PLANTED) expect(nursery.places(bug), bug.name).toBe(1);
  });
});
