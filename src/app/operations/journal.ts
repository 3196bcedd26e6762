import { anything, flag, integer, list, nullable, object, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import type { Sequence } from '../../ledger/journal.ts';
import { encodeEntry } from '../../ledger/journal-codec.ts';
import { instantText } from '../operation/fields.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';

/** Verifies the whole chain of the journal. */
export const journalVerify = defineOperation({
  name: 'journal.verify',
  title: 'Verify the journal',
  summary: 'Checks that no journal entry was tampered with',
  description:
    'Walks the hash chain from the first entry and names the first entry that was changed. ' +
    'Compare the digest with one noted elsewhere: a chain alone does not show that its end was ' +
    'cut off.',
  effect: 'read',
  role: 'viewer',
  input: object({}),
  output: object({
    sound: flag(),
    entries: integer({ description: 'Number of verified entries.' }),
    digest: nullable(
      text({ description: 'Hash of the last entry if the whole chain is intact; otherwise null.' }),
    ),
    firstBad: nullable(object({ seq: integer(), why: text() })),
  }),
  rest: { method: 'GET', path: '/v1/journal/verify' },
  tool: { name: 'verify_journal', idempotent: true },
  command: { words: 'journal verify' },
  async run(_, { context }: Call<ReadContext>) {
    const verdict = await context.journal.verify();
    if (verdict.sound) {
      const { seq, hash } = verdict.head;
      return { sound: true, entries: seq, digest: hash, firstBad: null };
    }
    const { seq, why } = verdict;
    return { sound: false, entries: seq - 1, digest: null, firstBad: { seq, why } };
  },
});

/** Entries of the journal. */
export const journalList = defineOperation({
  name: 'journal.list',
  title: 'Journal entries',
  summary: 'Lists the entries of the journal, oldest first',
  description:
    'Entries after a sequence number, oldest first, each with its hash. `entry` is the canonical ' +
    'form whose bytes are hashed, so its field names keep that spelling.',
  effect: 'read',
  role: 'viewer',
  input: object({
    since: integer({ min: 0, default: 0, description: 'The last sequence number already known.' }),
    limit: integer({ min: 1, max: 1_000, default: 100, description: 'Maximum number of entries.' }),
  }),
  output: list(
    object({
      seq: integer(),
      at: instantText('On the market clock.'),
      kind: text(),
      hash: text(),
      entry: anything({ description: 'The canonical entry.' }),
    }),
  ),
  rest: { method: 'GET', path: '/v1/journal' },
  tool: { none: 'entries are for programs; list_orders and get_order say the same in plain text' },
  command: { words: 'journal list' },
  async run({ since, limit }, { context }: Call<ReadContext>) {
    const found: { seq: number; at: string; kind: string; hash: string; entry: unknown }[] = [];
    for await (const { entry, hash } of context.journal.read((since + 1) as Sequence)) {
      const { seq, at, body } = entry;
      const canonical: unknown = JSON.parse(encodeEntry(entry));
      found.push({ seq, at: formatInstant(at), kind: body.kind, hash, entry: canonical });
      if (found.length === limit) break;
    }
    return found;
  },
});
