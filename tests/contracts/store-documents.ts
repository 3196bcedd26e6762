import { describe, expect, it } from 'vitest';
import type { Documents } from '../../src/store/ports.ts';

/** Registers the contract of every document store; `open` finds earlier documents. */
export function documentsContract(
  form: string,
  place: () => () => Documents | Promise<Documents>,
): void {
  describe(`documents in ${form}`, () => {
    it('are found by collection and key, also after reopening', async () => {
      const open = place();
      const first = await open();
      await first.put('tokens', 'a', { role: 'owner', revoked: null });
      await first.put('runs', 'a', [1, 2.5]);
      expect(await first.get('tokens', 'b')).toBeUndefined();
      expect(await first.get('plans', 'a')).toBeUndefined();
      await first.close();
      const second = await open();
      expect(await second.get('tokens', 'a')).toEqual({ role: 'owner', revoked: null });
      expect(await second.get('runs', 'a')).toEqual([1, 2.5]);
      await second.close();
    });

    it('are inserted once under a key, and the second caller gets the existing one', async () => {
      const documents = await place()();
      const both = await Promise.all([
        documents.insertIfAbsent('idempotency_keys', 'k', { digest: 'one' }),
        documents.insertIfAbsent('idempotency_keys', 'k', { digest: 'two' }),
      ]);
      expect(both).toEqual([{ inserted: true }, { inserted: false, found: { digest: 'one' } }]);
      expect(await documents.get('idempotency_keys', 'k')).toEqual({ digest: 'one' });
      await documents.close();
    });

    it('can be removed, and then inserted again', async () => {
      const documents = await place()();
      await documents.put('tokens', 'a', 1);
      await documents.remove('tokens', 'a');
      await documents.remove('tokens', 'never there');
      expect(await documents.get('tokens', 'a')).toBeUndefined();
      expect(await documents.insertIfAbsent('tokens', 'a', 2)).toEqual({ inserted: true });
      await documents.close();
    });

    it('are listed newest first, page by page, each once', async () => {
      const documents = await place()();
      const keys = Array.from({ length: 7 }, (_, index) => `run-${index}`);
      for (const key of keys) await documents.put('runs', key, { key });
      await documents.put('runs', 'run-2', { key: 'changed' });
      await documents.put('tokens', 'other', 1);
      const seen: string[] = [];
      let page = await documents.list('runs', { limit: 3 });
      for (;;) {
        seen.push(...page.documents.map(({ key }) => key));
        if (page.next === undefined) break;
        page = await documents.list('runs', { limit: 3, cursor: page.next });
      }
      expect(seen).toEqual(keys.toReversed());
      expect((await documents.list('runs', { limit: 7 })).next).toBeUndefined();
      expect(await documents.list('none', { limit: 7 })).toEqual({ documents: [] });
      await documents.close();
    });

    it('refuse a cursor that no page returned', async () => {
      const documents = await place()();
      const listed = documents.list('runs', { limit: 1, cursor: "' OR 1=1" });
      await expect(listed).rejects.toMatchObject({ code: 'store.invalid_cursor' });
      await documents.close();
    });

    it('share no memory with writers or readers', async () => {
      const documents = await place()();
      const value = { list: [1] };
      await documents.put('runs', 'a', value);
      value.list.push(2);
      ((await documents.get('runs', 'a')) as typeof value).list.push(3);
      expect(await documents.get('runs', 'a')).toEqual({ list: [1] });
      await documents.close();
    });
  });
}
