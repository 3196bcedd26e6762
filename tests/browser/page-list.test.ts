import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

describe('adding a page takes one file and one list entry', () => {
  const root = join(import.meta.dirname, '../../src/surfaces/dashboard');
  const files = readdirSync(join(root, 'pages')).filter((name) => !name.includes('.test.'));
  const list = readFileSync(join(root, 'pages/list.ts'), 'utf8');

  test('lists every file of pages/', () => {
    const listed = [...list.matchAll(/import\('\.\/([\w-]+\.tsx)'\)/g)].map(([, name]) => name!);
    expect(listed.length).toBeGreaterThan(0);
    expect([...listed, 'list.ts'].sort()).toEqual(files.sort());
  });

  test('has unique routes and keys', () => {
    for (const field of ['route', 'key']) {
      const values = [...list.matchAll(new RegExp(`${field}: '([^']+)'`, 'g'))].map(([, v]) => v);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('names no page in any other file of the dashboard', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.|^pages\//.test(name),
    );
    const pageFiles = files.filter((name) => name !== 'list.ts');
    const naming = sources.filter((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      return pageFiles.some((file) => text.includes(`pages/${file}`));
    });
    expect(sources.length).toBeGreaterThan(40);
    expect(naming).toEqual([]);
  });
});
