import { describe, expect, it } from 'vitest';
import type { Sequence } from '../../src/ledger/journal.ts';
import { GENESIS, linkEntries } from '../../src/ledger/chain.ts';
import type { JournalStore } from '../../src/store/ports.ts';
import { collect, entriesFrom, entryAt } from '../support/entries.ts';

/** Location of a journal; reopening it finds earlier entries. */
export interface JournalBench {
  open(): JournalStore | Promise<JournalStore>;
}

/** Registers the contract of every journal; runs over memory and SQLite. */
export function journalContract(form: string, bench: () => JournalBench): void {
  describe(`a journal in ${form}`, () => {
    it('is empty at first', async () => {
      const journal = await bench().open();
      expect(await journal.head()).toEqual({ seq: 0, hash: GENESIS });
      expect(await collect(journal.read())).toEqual([]);
      expect(await journal.verify()).toEqual({ sound: true, head: { seq: 0, hash: GENESIS } });
      await journal.close();
    });

    it('returns appended entries in order, with their links', async () => {
      const journal = await bench().open();
      const entries = entriesFrom(1, 7);
      await journal.append(entries.slice(0, 3));
      await journal.append([]);
      await journal.append(entries.slice(3));
      const linked = linkEntries(entries, { seq: 0, hash: GENESIS });
      const read = await collect(journal.read());
      expect(read.map(({ entry }) => entry)).toEqual(entries);
      expect(read.map(({ hash }) => hash)).toEqual(linked.map(({ hash }) => hash));
      expect(await journal.head()).toEqual({ seq: 7, hash: linked[6]!.hash });
      expect(await journal.verify()).toEqual({ sound: true, head: await journal.head() });
      await journal.close();
    });

    it('reads from any entry on', async () => {
      const journal = await bench().open();
      await journal.append(entriesFrom(1, 2_500));
      const tail = await collect(journal.read(1_490 as Sequence));
      expect(tail.map(({ entry }) => entry)).toEqual(entriesFrom(1_490, 2_500));
      expect(await collect(journal.read(2_501 as Sequence))).toEqual([]);
      await journal.close();
    });

    it.each([
      ['a hole before', [3, 4]],
      ['a hole inside', [2, 4]],
      ['an existing sequence number', [1]],
      ['a repetition inside', [2, 2]],
    ])('refuses %s and appends nothing of it', async (_, sequences) => {
      const journal = await bench().open();
      await journal.append([entryAt(1)]);
      const before = await journal.head();
      await expect(journal.append(sequences.map(entryAt))).rejects.toMatchObject({
        code: 'store.sequence_hole',
      });
      expect(await journal.head()).toEqual(before);
      await journal.append([entryAt(2)]);
      expect((await collect(journal.read())).length).toBe(2);
      await journal.close();
    });

    it('continues where it ended after reopening', async () => {
      const place = bench();
      const first = await place.open();
      await first.append(entriesFrom(1, 4));
      const head = await first.head();
      await first.close();
      const second = await place.open();
      expect(await second.head()).toEqual(head);
      await second.append(entriesFrom(5, 6));
      const read = await collect(second.read());
      expect(read.map(({ entry }) => entry)).toEqual(entriesFrom(1, 6));
      expect((await second.verify()).sound).toBe(true);
      await second.close();
    });

    it('can be appended to while it is read', async () => {
      const journal = await bench().open();
      await journal.append(entriesFrom(1, 1_001));
      let seen = 0;
      for await (const { entry } of journal.read()) {
        seen += 1;
        expect(entry.seq).toBe(seen);
        if (seen === 500) await journal.append(entriesFrom(1_002, 1_010));
      }
      expect(seen).toBe(1_010);
      await journal.close();
    });
  });
}
