import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useFlash } from './flash.ts';

/** One column of a table. */
export interface TableColumn<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly numeric?: boolean;
  /** On a narrow screen: the card's first line, its corner, its full width, or left out. */
  readonly card?: 'lead' | 'corner' | 'wide' | 'hidden';
  readonly class?: string;
  /** Columns with larger numbers are hidden first when space is short; 0 is never hidden. */
  readonly priority?: number;
  /** The value to sort by; a column without it cannot be sorted. */
  readonly sortBy?: (row: Row) => number | string;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Changes when the row should light up. */
  readonly stampOf: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly rowClass?: (row: Row) => string;
}

interface Sort {
  readonly head: string;
  readonly down: boolean;
}

/** Above this many rows, only visible rows are drawn. */
const VIRTUAL_FROM = 100;
/** Above this many rows, a table scrolls internally instead of making the page longer. */
const SCROLL_FROM = 20;
const ROW_HEIGHT = 35;
const OVERSCAN = 12;
const VIEW_ROWS = 16;

/**
 * A table that scrolls internally above 20 rows and draws only visible rows above 100. It hides
 * columns by priority when space is short, and becomes a list of cards when narrow; its ARIA roles
 * keep it a table for screen readers.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, rows, columns, keyOf } = props;
  const [sort, setSort] = useState<Sort | null>(null);
  const [host, shown] = useColumns(columns, rows.length);
  const [top, setTop] = useState(0);
  const sorted = sort === null ? rows : sortedBy(rows, columns, sort);
  const isVirtual = rows.length > VIRTUAL_FROM;
  const scrolls = rows.length > SCROLL_FROM;
  const first = isVirtual ? Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN) : 0;
  const last = isVirtual ? first + VIEW_ROWS + 2 * OVERSCAN : sorted.length;
  const drawn = sorted.slice(first, last);
  return (
    <div
      ref={host}
      class={`table-host ${isVirtual ? 'virtual' : ''} ${scrolls ? 'scrolls' : ''}`}
      {...(scrolls ? { tabIndex: 0, role: 'region', 'aria-label': caption } : {})}
      onScroll={(event) => {
        if (isVirtual) setTop(event.currentTarget.scrollTop);
      }}
    >
      <table role="table" class="cards rows" aria-rowcount={sorted.length + 1}>
        <caption class="sr-only">{caption}</caption>
        <Head columns={shown} sort={sort} onSort={setSort} />
        <tbody role="rowgroup">
          <Spacer rows={first} columns={shown.length} />
          {drawn.map((row, index) => (
            <Line
              key={keyOf(row)}
              row={row}
              columns={shown}
              table={props}
              place={first + index + 2}
            />
          ))}
          <Spacer rows={sorted.length - first - drawn.length} columns={shown.length} />
        </tbody>
      </table>
    </div>
  );
}

/** Spacer for rows that are not drawn. */
function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr class="spacer-row" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  );
}

function sortedBy<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  { head, down }: Sort,
): readonly Row[] {
  const by = columns.find((column) => column.head === head)?.sortBy;
  if (by === undefined) return rows;
  const direction = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [by(a), by(b)];
    if (one === other) return 0;
    // Undefined values come last in either direction.
    if (Number.isNaN(one)) return 1;
    if (Number.isNaN(other)) return -1;
    return one < other ? -direction : direction;
  });
}

function Head<Row>({
  columns,
  sort,
  onSort,
}: {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort | null) => void;
}) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map(({ head, numeric, class: name = '', sortBy }) => {
          const isSorted = sort?.head === head;
          const order = isSorted ? (sort.down ? 'descending' : 'ascending') : undefined;
          // Clicks cycle through natural order, one direction, the other, and back.
          const next = !isSorted ? { head, down: numeric === true } : nextSort(sort, numeric);
          return (
            <th
              key={head}
              role="columnheader"
              scope="col"
              class={`${numeric === true ? 'num' : ''} ${name}`}
              {...(order === undefined ? {} : { 'aria-sort': order })}
            >
              {sortBy === undefined ? (
                head
              ) : (
                <button type="button" class="sort-button" onClick={() => onSort(next)}>
                  {head}
                  {isSorted && <span aria-hidden="true">{sort.down ? ' ▾' : ' ▴'}</span>}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function nextSort({ head, down }: Sort, numeric: boolean | undefined): Sort | null {
  const startedDown = numeric === true;
  return down === startedDown ? { head, down: !down } : null;
}

/**
 * Returns the columns that fit: while the table is wider than its container, the least important
 * column is hidden; it returns once the container is as wide as the table was with it.
 */
function useColumns<Row>(columns: readonly TableColumn<Row>[], rowCount: number) {
  const host = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState(0);
  const widths = useRef<number[]>([]);
  const ranked = columns
    .filter(({ priority = 0 }) => priority > 0)
    .toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
  const measure = (): void => {
    const element = host.current;
    const table = element?.firstElementChild;
    if (element === null || table === null || table === undefined) return;
    const room = element.clientWidth;
    const needed = table.scrollWidth;
    setHidden((now) => {
      if (needed > room + 1 && now < ranked.length) {
        widths.current[now] = needed;
        return now + 1;
      }
      const before = widths.current[now - 1];
      return before !== undefined && room >= before ? now - 1 : now;
    });
  };
  useLayoutEffect(measure, [hidden, rowCount]);
  useLayoutEffect(() => {
    if (host.current === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(host.current);
    const table = host.current.firstElementChild;
    if (table !== null) observer.observe(table);
    return () => observer.disconnect();
  }, []);
  const left = new Set(ranked.slice(0, hidden));
  return [host, columns.filter((column) => !left.has(column))] as const;
}

function Line<Row>({
  row,
  columns,
  table,
  place,
}: {
  readonly row: Row;
  readonly columns: readonly TableColumn<Row>[];
  readonly table: TableProps<Row>;
  readonly place: number;
}) {
  const { stampOf, onOpen, rowClass } = table;
  const ref = useFlash<HTMLTableRowElement>(stampOf(row));
  const name = `${rowClass?.(row) ?? ''} ${onOpen === undefined ? '' : 'opens'}`;
  return (
    <tr
      role="row"
      ref={ref}
      class={name}
      aria-rowindex={place}
      onClick={(event) => {
        // A button in the row handles its own click.
        const inner = event.target instanceof Element ? event.target.closest('button') : null;
        if (inner === null || inner.matches('.row-button')) onOpen?.(row);
      }}
    >
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
