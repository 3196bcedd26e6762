import { describe, expect, it } from 'vitest';
import type { RecordLog } from '../../src/core/world.ts';
import { collect } from '../support/entries.ts';

/** Registers the contract of every record log; `open` finds earlier records. */
export function recordLogContract(
  form: string,
  place: () => () => RecordLog | Promise<RecordLog>,
): void {
  describe(`a record log in ${form}`, () => {
    it('returns every record in order, also after reopening', async () => {
      const open = place();
      const records = Array.from({ length: 1_500 }, (_, index) => `{"order":${index},"ü":"\\n"}`);
      const first = await open();
      expect(await collect(first.read())).toEqual([]);
      await first.append(records.slice(0, 1_000));
      await first.append([]);
      await first.append(records.slice(1_000));
      expect(await collect(first.read())).toEqual(records);
      await first.close();
      const second = await open();
      expect(await collect(second.read())).toEqual(records);
      await second.append(['one more']);
      expect((await collect(second.read())).at(-1)).toBe('one more');
      await second.close();
    });
  });
}
