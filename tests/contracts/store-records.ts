import { describe, expect, it } from 'vitest';
import type { RecordLog } from '../../src/core/world.ts';
import { collect } from '../support/entries.ts';

/** What every record log promises; `open` finds what was appended before. */
export function recordLogContract(form: string, place: () => () => RecordLog): void {
  describe(`a record log in ${form}`, () => {
    it('gives back every record in order, after it was opened again too', async () => {
      const open = place();
      const records = Array.from({ length: 1_500 }, (_, index) => `{"order":${index},"ü":"\\n"}`);
      const first = open();
      expect(await collect(first.read())).toEqual([]);
      await first.append(records.slice(0, 1_000));
      await first.append([]);
      await first.append(records.slice(1_000));
      expect(await collect(first.read())).toEqual(records);
      await first.close();
      const second = open();
      expect(await collect(second.read())).toEqual(records);
      await second.append(['one more']);
      expect((await collect(second.read())).at(-1)).toBe('one more');
      await second.close();
    });
  });
}
