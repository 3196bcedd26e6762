import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Nursery, PLANTED } from './planted.ts';

/** How many seeds from its `early` one a bug may survive; one or two are enough as things are. */
const SEEDS = 30;
const LIMIT_MS = 120_000;

/** The others are played, from the first seed on, by `npm run simulate:planted`. */
const quick = PLANTED.filter(({ early }) => early !== undefined);

describe('a bug planted in a copy of the sources is found by the seeds', () => {
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

  it('every place of a bug is still there, once', () => {
    for (const bug of PLANTED) expect(nursery.places(bug), bug.name).toBe(1);
  });
});
