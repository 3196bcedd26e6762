import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';
import { TESTS_VARIABLE } from './variable.ts';

/**
 * The tests of a room alone. Stryker's own option for this, `testFiles`, leaves every mutant of a
 * module's top level asleep, so that it counts as a survivor.
 */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: (process.env[TESTS_VARIABLE] ?? '').split(','),
    reporters: [],
  },
});
