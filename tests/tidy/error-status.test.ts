import { describe, expect, test } from 'vitest';
import { ERRORS } from '../../src/app/glossary/error-catalog.ts';
import { exitCodeOf } from '../../src/surfaces/cli/failure.ts';
import { statusOf } from '../../src/surfaces/rest/problem.ts';

const codes = Object.keys(ERRORS);

/** The exit code of a configuration that cannot be used. */
const CONFIGURATION = 3;

/** Failures of Quipu itself, or of the files that it keeps. */
const INTERNAL = [
  'app.bad_answer',
  'app.journal_unsound',
  'ledger.invalid_entry',
  'ledger.unknown_entry',
  'world.handler_failed',
];

describe('the HTTP status of an error', () => {
  test.each(codes.filter((code) => exitCodeOf(code) === CONFIGURATION))(
    'of %s, a fault of the configuration, is no server error',
    (code) => {
      expect(Math.floor(statusOf(code) / 100), `${code}: ${statusOf(code)}`).toBe(4);
    },
  );

  test('is 500 for failures of Quipu itself and for nothing else', () => {
    expect(codes.filter((code) => statusOf(code) === 500).toSorted()).toEqual(INTERNAL);
  });
});
