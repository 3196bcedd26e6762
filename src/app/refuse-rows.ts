import type { Finding } from '../market/finding.ts';
import { appError } from './errors.ts';

/** How many bad rows are told one by one. */
const TOLD_MAX = 3;

/** A finding with the file that its line is in. */
export interface PlacedFinding extends Finding {
  readonly file: string;
}

/**
 * Refuses a file with bad rows before anything of it is used; warnings pass.
 *
 * @throws QuipuError `app.data_row` naming file, line and reason of the first ones
 */
export function refuseRows(findings: readonly PlacedFinding[]): void {
  const bad = findings.filter(({ severity }) => severity === 'reject');
  if (bad.length === 0) return;
  const isHeader = bad.some(({ code }) => code === 'bad_header');
  const told = bad.slice(0, TOLD_MAX).map((finding) => rowText(finding));
  const more = bad.length > TOLD_MAX ? ` And ${bad.length - TOLD_MAX} more.` : '';
  throw appError('app.data_row', `${told.join(' ')}${more}`, {
    next: isHeader
      ? 'Correct the names on the first line; --skip-bad-rows leaves out rows, not a header.'
      : 'Correct the rows, or leave them out with --skip-bad-rows; nothing was used yet.',
    facts: { rows: bad.length, file: bad[0]!.file, line: bad[0]!.line ?? null },
  });
}

/** A finding as one text that names its place. */
export function rowText({ file, line, message }: PlacedFinding): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}
