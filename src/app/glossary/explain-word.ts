import { METRICS } from '../../analysis/performance/catalogue.ts';
import { CONTROLS } from '../../risk/controls.ts';
import { appError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { ERRORS } from './error-catalogue.ts';
import { TERMS } from './terms.ts';

/** An error code in words; `control` is the risk control that raises it, such as `R-03`. */
export interface ExplainedError {
  readonly kind: 'error';
  readonly code: string;
  readonly control: string | null;
  readonly means: string;
  readonly remedy: string;
}

/** A term of the house in words. */
export interface ExplainedTerm {
  readonly kind: 'term';
  readonly term: string;
  readonly means: string;
}

/**
 * What a word means that is no metric: an error code, the number of a risk control, or a term.
 *
 * Capitals do not count, and a space, a hyphen and an underscore are the same.
 *
 * @returns undefined for the id of a metric
 * @throws QuipuError `app.unknown_word` naming the words most like it
 */
export function explainWord(word: string): ExplainedError | ExplainedTerm | undefined {
  const wanted = plain(word);
  if (METRICS.some(({ id }) => id === wanted)) return undefined;
  const control = CONTROLS.find(({ id, code }) => plain(id) === wanted || code === wanted);
  const code = control?.code ?? wanted;
  const meaning = Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined;
  if (meaning !== undefined) {
    const [means, remedy] = meaning;
    return { kind: 'error', code, control: control?.id ?? null, means, remedy };
  }
  const term = Object.keys(TERMS).find((name) => plain(name) === wanted);
  if (term !== undefined) return { kind: 'term', term, means: TERMS[term]! };
  throw unknownWord(word, wanted);
}

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

function unknownWord(word: string, wanted: string): Error {
  const words = [
    ...METRICS.map(({ id }) => id),
    ...Object.keys(ERRORS),
    ...Object.keys(TERMS),
    ...CONTROLS.map(({ id }) => id),
  ];
  // A word of a longer name is likelier meant than one that merely has the same letters.
  const within = words.filter(
    (one) => plain(one).startsWith(wanted) || plain(one).split(/[._]/).includes(wanted),
  );
  const close = nearest(wanted, words, 3);
  const like = [...new Set([...within.slice(0, 2), ...close])].slice(0, 3);
  return appError(
    'app.unknown_word',
    `Expected a metric, an error code or a term, found "${word}".`,
    {
      next: `Did you mean ${like.join(', ')}?`,
    },
  );
}
