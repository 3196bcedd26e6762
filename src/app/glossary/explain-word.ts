import { METRICS } from '../../analysis/performance/catalog.ts';
import { CONTROLS } from '../../risk/controls.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import { ERRORS } from './error-catalog.ts';
import { TERMS } from './terms.ts';

/** Explanation of an error code; `control` is the risk control that raises it, such as `R-03`. */
export interface ExplainedError {
  readonly kind: 'error';
  readonly code: string;
  readonly control: string | null;
  readonly means: string;
  readonly remedy: string;
}

/** Explanation of a term. */
export interface ExplainedTerm {
  readonly kind: 'term';
  readonly term: string;
  readonly means: string;
}

/** Further words that can be explained, such as the fields of answers. */
export interface WordSource {
  readonly names: () => readonly string[];
  readonly explain: (word: string) => ExplainedTerm | undefined;
}

const NO_FIELDS: WordSource = { names: () => [], explain: () => undefined };

/**
 * Explains a word that is not a metric: an error code, a risk control number, a term, or a field.
 *
 * Case is ignored; a space, a hyphen and an underscore are the same.
 *
 * @param fields words in addition to the glossary's
 * @returns undefined for the id of a metric
 * @throws QuipuError `app.unknown_word` naming the closest words
 */
export function explainWord(
  word: string,
  fields: WordSource = NO_FIELDS,
): ExplainedError | ExplainedTerm | undefined {
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
  const field = fields.explain(wanted);
  if (field !== undefined) return field;
  throw unknownWord(word, wanted, fields.names());
}

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

function unknownWord(word: string, wanted: string, fields: readonly string[]): Error {
  const words = [
    ...METRICS.map(({ id }) => id),
    ...Object.keys(ERRORS),
    ...Object.keys(TERMS),
    ...CONTROLS.map(({ id }) => id),
    ...fields,
  ];
  // A user more likely means part of a longer name than a name with similar letters.
  const within = words.filter(
    (one) => plain(one).startsWith(wanted) || plain(one).split(/[._]/).includes(wanted),
  );
  const close = nearest(wanted, words, 3);
  const like = [...new Set([...within.slice(0, 2), ...close])].slice(0, 3);
  return appError(
    'app.unknown_word',
    `Expected a metric, an error code or a term, found "${word}".`,
    {
      next:
        like.length === 0
          ? 'docs/reference lists metrics, errors and controls.'
          : `Did you mean ${like.join(', ')}?`,
    },
  );
}
