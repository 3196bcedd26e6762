import type { Columns } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';

/** Who reads columns, and what to do where one is not there. */
export interface ColumnReader {
  readonly name: string;
  readonly next: string;
}

/**
 * The columns of these names, all there and of one length.
 *
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`
 */
export function columnsOf(
  columns: Columns,
  names: readonly string[],
  reader: ColumnReader,
): readonly Float64Array[] {
  const found = names.map((name) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column !== undefined) return column;
    const present = Object.keys(columns).join(', ') || 'none';
    throw new QuipuError(
      'analysis.missing_column',
      `${reader.name} reads the column "${name}"; found ${present}.`,
      { next: reader.next },
    );
  });
  const length = found[0]?.length ?? 0;
  if (found.every((column) => column.length === length)) return found;
  const lengths = found.map((column, index) => `${names[index]} ${column.length}`);
  throw new QuipuError(
    'analysis.unequal_columns',
    `Expected columns of one length, found ${lengths.join(', ')}.`,
    { next: 'Pass columns of one length.' },
  );
}
