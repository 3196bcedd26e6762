import { QuipuError, type ErrorDetails } from '../core/errors.ts';

/** Every code that the store raises. */
export type StoreErrorCode =
  | 'store.cannot_open'
  | 'store.closed'
  | 'store.corrupt'
  | 'store.disk_full'
  | 'store.fenced'
  | 'store.foreign_file'
  | 'store.invalid_bars'
  | 'store.invalid_cursor'
  | 'store.io_error'
  | 'store.latched'
  | 'store.lease_held'
  | 'store.locked'
  | 'store.moved'
  | 'store.network_file_system'
  | 'store.newer_schema'
  | 'store.not_durable'
  | 'store.old_sqlite'
  | 'store.read_only'
  | 'store.sequence_hole';

/** Creates an operating error of the store; the compiler checks its code. */
export function storeError(
  code: StoreErrorCode,
  message: string,
  details: ErrorDetails = {},
): QuipuError {
  return new QuipuError(code, message, details);
}
