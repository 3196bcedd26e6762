import type { RecordLog } from '../../core/world.ts';

/** Creates a record log in memory; it can be used again after closing, as a disk can. */
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
