import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unreached, uncalledPorts } from './reach.ts';

const LIST = join(import.meta.dirname, 'unreached.txt');

const listed: readonly string[] = readFileSync(LIST, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'));

test('what nobody can reach only ever shrinks', () => {
  const found = [...unreached(), ...uncalledPorts()];
  // Shortens the list: QUIPU_WRITE_EXPECTED=1 npx vitest run tests/tidy/reach.test.ts
  if (process.env['QUIPU_WRITE_EXPECTED'] === '1') {
    const lead = '// Library functions that no surface, strategy API or engine path reaches.\n';
    const rest = found.filter((name) => listed.length === 0 || listed.includes(name));
    writeFileSync(LIST, `${lead}${rest.join('\n')}\n`);
  }
  const added = found.filter((name) => !listed.includes(name));
  expect(added, 'reach it from an operation, a strategy or the engine, or delete it').toEqual([]);
  const gone = listed.filter((name) => !found.includes(name));
  expect(gone, `take these off ${LIST}`).toEqual([]);
});

describe('the check', () => {
  const library = {
    path: 'src/analysis/a.ts',
    text: `
      import { c } from './c.ts';
      export function used(): number { return helper() + c; }
      export function idle(): number { return 1; }
      function helper(): number { return 2; }
    `,
  };
  const far = { path: 'src/analysis/c.ts', text: `export const c = 1, d = 2;` };
  const app = {
    path: 'src/app/b.ts',
    text: `import { used as u } from '../analysis/a.ts'; export const b = () => u();`,
  };

  test('finds what no surface reaches, near or far', () => {
    expect(unreached([library, far, app])).toEqual([
      'src/analysis/a.ts#idle',
      'src/analysis/c.ts#d',
    ]);
  });

  test('counts the strategy API', () => {
    const index = { path: 'src/index.ts', text: `export { idle } from './analysis/a.ts';` };
    expect(unreached([library, far, app, index])).toEqual(['src/analysis/c.ts#d']);
  });

  test('finds a method of a port without a caller', () => {
    const engine = { path: 'src/engine/a.ts', text: 'broker.submit(order)' };
    expect(uncalledPorts([engine])).toContain('Broker.replace');
    expect(uncalledPorts([engine])).not.toContain('Broker.submit');
  });
});
