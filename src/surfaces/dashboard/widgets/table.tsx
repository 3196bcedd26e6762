import type { ComponentChildren } from 'preact';
import { useFlash } from './flash.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly numeric?: boolean;
  /** On a narrow screen: the card's first line, its corner, its full width, or left out. */
  readonly card?: 'lead' | 'corner' | 'wide' | 'hidden';
  readonly class?: string;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Changes when the row should light up. */
  readonly stampOf: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly rowClass?: (row: Row) => string;
  /** What will come, said where there is nothing yet. */
  readonly empty: string;
}

/** A table that becomes a list of cards where it is narrow; roles keep it a table for all. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, rows, columns, keyOf, empty } = props;
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <table role="table" class="cards">
      <caption class="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, numeric, class: name = '' }) => (
            <th
              key={head}
              role="columnheader"
              scope="col"
              class={`${numeric === true ? 'num' : ''} ${name}`}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <Line key={keyOf(row)} row={row} table={props} />
        ))}
      </tbody>
    </table>
  );
}

function Line<Row>({ row, table }: { readonly row: Row; readonly table: TableProps<Row> }) {
  const { columns, stampOf, onOpen, rowClass } = table;
  const ref = useFlash<HTMLTableRowElement>(stampOf(row));
  const name = `${rowClass?.(row) ?? ''} ${onOpen === undefined ? '' : 'opens'}`;
  return (
    <tr role="row" ref={ref} class={name} onClick={() => onOpen?.(row)}>
      {columns.map(({ head, cell, numeric, card = '', class: cellClass = '' }) => (
        <td
          key={head}
          role="cell"
          data-label={head}
          class={`${numeric === true ? 'num' : ''} ${card} ${cellClass}`}
        >
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}
