import { canonicalJson } from '../../core/canonical.ts';
import { ageBefore } from '../cursor.ts';
import type { Documents } from '../ports.ts';

interface Kept {
  readonly age: number;
  readonly text: string;
}

/** Creates a document store in memory; it can be used again after closing, as a disk can. */
export function createMemoryDocuments(): Documents {
  const collections = new Map<string, Map<string, Kept>>();
  let age = 0;
  const inCollection = (name: string): Map<string, Kept> => {
    const found = collections.get(name) ?? new Map<string, Kept>();
    collections.set(name, found);
    return found;
  };
  const keep = (collection: string, key: string, value: unknown): void => {
    age += 1;
    inCollection(collection).set(key, { age, text: canonicalJson(value) });
  };
  return {
    async get(collection, key) {
      return parsed(inCollection(collection).get(key)?.text);
    },
    async put(collection, key, value) {
      const before = inCollection(collection).get(key);
      if (before === undefined) keep(collection, key, value);
      else inCollection(collection).set(key, { ...before, text: canonicalJson(value) });
    },
    async insertIfAbsent(collection, key, value) {
      const found = inCollection(collection).get(key);
      if (found !== undefined) return { inserted: false, found: parsed(found.text) };
      keep(collection, key, value);
      return { inserted: true };
    },
    async remove(collection, key) {
      inCollection(collection).delete(key);
    },
    async list(collection, { limit, cursor }) {
      const before = ageBefore(cursor);
      const older = [...inCollection(collection)]
        .filter(([, kept]) => kept.age < before)
        .sort(([, a], [, b]) => b.age - a.age);
      const shown = older.slice(0, limit);
      const last = shown.at(-1)?.[1].age;
      return {
        documents: shown.map(([key, { text }]) => ({ key, value: parsed(text) })),
        ...(older.length > limit && last !== undefined ? { next: String(last) } : {}),
      };
    },
    async close() {},
  };
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
