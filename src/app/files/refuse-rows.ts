import type { Finding } from '../../market/validation/finding.ts';
import { appError } from '../kit/errors.ts';

/** Maximum number of bad rows listed. */
const LISTED_MAX = 3;

/** A finding with the file of its line. */
export interface PlacedFinding extends Finding {
  readonly file: string;
}

/**
 * Rejects a file with bad rows before any of it is used; warnings pass. The advice to skip rows is
 * given only where most rows are good.
 *
 * @throws QuipuError `app.data_row` with file, line and reason of the first rows
 */
export function refuseRows(
  findings: readonly PlacedFinding[],
  source?: { readonly rows: number; readonly leftOut: number },
): void {
  const bad = findings.filter(({ severity }) => severity === 'reject');
  if (bad.length === 0) return;
  const isHeader = bad.some(({ code }) => code === 'bad_header');
  const listed = bad.slice(0, LISTED_MAX).map((finding) => rowText(finding));
  const more = bad.length > LISTED_MAX ? ` And ${bad.length - LISTED_MAX} more.` : '';
  throw appError('app.data_row', `${listed.join(' ')}${more}`, {
    next: isHeader
      ? 'Correct the names on the first line; --skip-bad-rows skips rows, not a header.'
      : source !== undefined && source.leftOut * 2 > source.rows
        ? 'Correct the file: most of its rows are in another form. Nothing was used yet.'
        : 'Correct the rows, or skip them with --skip-bad-rows (in code, skipBadRows: true). ' +
          'Nothing was used yet.',
    facts: { rows: bad.length, file: bad[0]!.file, line: bad[0]!.line ?? null },
  });
}

/** Formats a finding with its place. */
export function rowText({ file, line, message }: PlacedFinding): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}
