import type { RecordLog } from '../../core/world.ts';

/** Starts a record log in memory; it may be used again after it was closed, as a disk would. */
export function createMemoryRecordLog(): RecordLog {
  const kept: string[] = [];
  return {
    async append(records) {
      kept.push(...records);
    },
    async *read() {
      for (let index = 0; index < kept.length; index += 1) yield kept[index]!;
    },
    async close() {},
  };
}
