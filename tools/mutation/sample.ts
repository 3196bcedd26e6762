import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { SourceFile } from '../../tests/tidy/source.ts';

/** One line in so many is mutated in a sample. */
const EVERY = 100;

/**
 * Line ranges in Stryker's form (`file:first-last`), about one line in a hundred.
 *
 * A line is chosen by its own text, so the sample is the same on every machine and moves only with
 * the code; a blank line or a comment, which has no mutants, is never chosen.
 */
export function sampleOf(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    file.text.split('\n').flatMap((line, index) => {
      const text = line.trim();
      if (!/[\w)]/.test(text) || /^(\/?\*|\/\/|import |export type |\} from )/.test(text))
        return [];
      const digest = createHash('sha256')
        .update(`${basename(file.path)}\n${text}`)
        .digest()
        .readUInt32BE(0);
      return digest % EVERY === 0 ? [`${file.path}:${index + 1}-${index + 1}`] : [];
    }),
  );
}
