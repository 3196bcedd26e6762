import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completeLock, missingOptional } from '../../scripts/complete-lock.mjs';
import { root } from './source.ts';

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

type Lock = Parameters<typeof missingOptional>[0];

const manifest = readJson('package.json') as Manifest;

describe.each([['package-lock.json'], ['tools/mutation/package-lock.json']])('%s', (path) => {
  const of = readJson(path) as Lock;

  test('has an entry for each optional dependency of each package', () => {
    const missing = missingOptional(of).map(
      ({ name, version, parent }) =>
        `${path}: ${parent} needs ${name}@${version}, found no entry; run \`npm run lock\``,
    );
    expect(missing.join('\n')).toBe('');
  });

  test('names no registry', () => {
    const resolved = Object.entries(of.packages).filter(([, entry]) => entry.resolved);
    expect(resolved.map(([name]) => name)).toEqual([]);
  });
});

test('package.json pins exact versions', () => {
  const all = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...(readJson('tools/mutation/package.json') as Manifest).devDependencies,
  };
  const loose = Object.entries(all).filter(
    ([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version),
  );
  expect(loose, 'pin them: `npm run npm -- install name@version`').toEqual([]);
});

test('all platforms get the same Node', () => {
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
});

test('completing a lock adds what is missing and nothing else', () => {
  const open: Lock = {
    packages: {
      '': {},
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: {
          '@a/win32-x64': '1.0.0',
          '@a/linux-arm64-gnu': '1.0.0',
          b: '^2.0.0',
        },
      },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
    },
  };
  expect(completeLock(open)).toEqual(['@a/win32-x64', '@a/linux-arm64-gnu']);
  expect(open.packages['node_modules/@a/win32-x64']).toEqual({
    version: '1.0.0',
    cpu: ['x64'],
    dev: true,
    optional: true,
    os: ['win32'],
  });
  expect(open.packages['node_modules/@a/linux-arm64-gnu']).toMatchObject({ cpu: ['arm64'] });
  expect(completeLock(open)).toEqual([]);
});
