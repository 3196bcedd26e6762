import { appErrors } from './app-errors.ts';
import { engineErrors } from './engine-errors.ts';
import type { Meanings } from './meaning.ts';
import { outsideErrors } from './outside-errors.ts';
import { researchErrors } from './research-errors.ts';
import { riskErrors } from './risk-errors.ts';
import { storeErrors } from './store-errors.ts';

/** Every error code that a user can meet on any surface, in room order. */
export const ERRORS: Meanings = {
  ...researchErrors,
  ...engineErrors,
  ...riskErrors,
  ...outsideErrors,
  ...storeErrors,
  ...appErrors,
};
