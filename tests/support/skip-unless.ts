import { beforeEach } from 'vitest';

/**
 * Skips every test of the suite that calls it, and says why, unless what they need is there.
 *
 * Unlike `describe.skipIf` it gives each test a reason, which the summary of a run prints. Hooks that
 * run before all tests still run: they check for themselves.
 *
 * @param reason what is missing, as a sentence part: `../shared/data is not on this machine`
 */
export function skipUnless(isThere: boolean, reason: string): void {
  beforeEach((context) => {
    if (!isThere) context.skip(reason);
  });
}
