import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { barColumns, lowerBound, type BarColumns } from '../../core/columns.ts';
import { DAY, epochMs } from '../../core/time.ts';
import type { BarQuery, BarStore } from '../../engine/ports.ts';
import { TIMEFRAME_MS } from '../../market/bar.ts';
import { barsWithin, joinBars, replaceSpan, requireBars, STORED_COLUMNS } from '../bar-span.ts';
import { storeError } from '../errors.ts';
import { BAR_MIGRATIONS } from './migrations/bars.ts';
import { openDatabase, transact } from './database.ts';
import { sqliteFailure } from './failure.ts';

/** Bar store in `bars.db` of a data directory. */
export interface SqliteBars extends BarStore {
  close(): Promise<void>;
}

/**
 * Opens the bars of a data directory; creates the file if there is none.
 *
 * Bars are stored in blocks of fixed time spans, each block one blob of columns: little-endian
 * 64-bit floats, start, end, open, high, low, close and volume in this order. A power failure can
 * lose the latest writes, since bars can be fetched again.
 *
 * @throws QuipuError as `openDatabase` does
 */
export async function openSqliteBars(directory: string): Promise<SqliteBars> {
  const path = join(directory, 'bars.db');
  const db = openDatabase({ path, migrations: BAR_MIGRATIONS, durability: 'normal' });
  const blocks = prepare(db);
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, path);
    }
  };
  return {
    async read(query) {
      return guarded(() => readSpan(blocks, query));
    },
    async write(query, bars) {
      requireBars(bars, query);
      guarded(() => transact(db, () => writeSpan(blocks, query, bars)));
    },
    async close() {
      if (db.isOpen) db.close();
    },
  };
}

type Statement = ReturnType<DatabaseSync['prepare']>;

interface Blocks {
  readonly within: Statement;
  readonly put: Statement;
  readonly removeWithin: Statement;
}

function prepare(db: DatabaseSync): Blocks {
  const where = 'WHERE symbol = ? AND timeframe = ? AND block BETWEEN ? AND ?';
  return {
    within: db.prepare(`SELECT block, length, data FROM blocks ${where} ORDER BY block`),
    put: db.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?)'),
    removeWithin: db.prepare(`DELETE FROM blocks ${where}`),
  };
}

/**
 * Returns the block span: about two thousand regular-hours bars, a week of minutes or some years of
 * days.
 */
function blockMs({ timeframe }: Pick<BarQuery, 'timeframe'>): number {
  return timeframe === '1Day' ? 2_048 * DAY : (TIMEFRAME_MS[timeframe] / 60_000) * 7 * DAY;
}

function blockOf(query: BarQuery, at: number): number {
  // Queries may be open-ended; a block number must stay an integer that SQLite accepts.
  const bounded = Math.min(Math.max(at, -8.64e15), 8.64e15);
  return Math.floor(bounded / blockMs(query));
}

function stored(blocks: Blocks, query: BarQuery): readonly BarColumns[] {
  const { symbol, timeframe, from, to } = query;
  const rows = blocks.within.all(symbol, timeframe, blockOf(query, from), blockOf(query, to));
  return rows.map((row) => unpack(row['data'] as Uint8Array, Number(row['length'])));
}

function readSpan(blocks: Blocks, query: BarQuery): BarColumns {
  return joinBars(stored(blocks, query).map((bars) => barsWithin(bars, query)));
}

function writeSpan(blocks: Blocks, query: BarQuery, bars: BarColumns): void {
  const { symbol, timeframe } = query;
  const first = blockOf(query, query.from);
  const last = blockOf(query, query.to);
  const known = joinBars(stored(blocks, query));
  const next = replaceSpan(known, query, bars);
  blocks.removeWithin.run(symbol, timeframe, first, last);
  for (let index = 0; index < next.length;) {
    const block = blockOf(query, next.start[index]!);
    const end = lowerBound(next.start, (block + 1) * blockMs(query));
    const span = { from: epochMs(next.start[index]!), to: epochMs(next.start[end - 1]!) };
    blocks.put.run(symbol, timeframe, block, end - index, pack(barsWithin(next, span)));
    index = end;
  }
}

function pack(bars: BarColumns): Uint8Array {
  const all = new Float64Array(bars.length * STORED_COLUMNS.length);
  STORED_COLUMNS.forEach((column, index) => all.set(bars[column], index * bars.length));
  return new Uint8Array(all.buffer);
}

function unpack(data: Uint8Array, length: number): BarColumns {
  // A blob may not be aligned to eight bytes, so its bytes are copied.
  const all = new Float64Array(length * STORED_COLUMNS.length);
  if (data.length !== all.byteLength) throw damagedBlock(data.length, all.byteLength);
  new Uint8Array(all.buffer).set(data);
  const columns = { ...barColumns(0), length };
  STORED_COLUMNS.forEach((column, index) => {
    columns[column] = all.subarray(index * length, (index + 1) * length);
  });
  return columns;
}

function damagedBlock(found: number, expected: number): Error {
  return storeError('store.corrupt', `A block of bars has ${found} bytes instead of ${expected}.`, {
    next: 'Remove bars.db; the bars in it can be fetched or imported again.',
  });
}
