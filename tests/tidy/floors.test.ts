import { describe, expect, test } from 'vitest';
import { floorFaults } from './floors.ts';
import { productSources, report } from './source.ts';

function faultsOf(path: string, text: string): string {
  return report(floorFaults({ path, text }));
}

test('a folder imports only folders above it', () => {
  const files = productSources();
  expect(files.length).toBeGreaterThan(0);
  expect(report(files.flatMap(floorFaults))).toBe('');
});

describe('the law finds', () => {
  test.each([
    ['src/core/a.ts', `import { b } from '../market/b.ts';`, 'a room below it'],
    ['src/core/a.ts', `import type { B } from '../market/b.ts';`, 'a room below it'],
    ['src/core/a.ts', `type B = import('../market/b.ts').B;`, 'a room below it'],
    ['src/app/a.ts', `const b = await import('../surfaces/b.ts');`, 'a room below it'],
    ['src/app/views/a.ts', `import { b } from '../context/b.ts';`, 'a shelf below it'],
    ['src/app/views/a.ts', `import type { B } from '../host/b.ts';`, 'a shelf below it'],
    ['src/app/views/a.ts', `import { b } from '../helpers/b.ts';`, 'no shelf'],
    ['src/core/a.ts', `import { b } from '../helpers/b.ts';`, 'unknown room'],
    ['src/core/a.ts', `import { b } from '../index.ts';`, 'entry point'],
    ['src/core/a.ts', `import { b } from '../../tests/b.ts';`, 'outside src/'],
    ['src/core/a.ts', `export { b } from './b.ts';`, 're-export'],
    ['src/core/a.ts', `export * from './b.ts';`, 're-export'],
    ['src/other.ts', `export * from './core/b.ts';`, 'directly in src/'],
    ['src/app/a.ts', `import { sma } from 'quipu-portfolio/indicators';`, 'the file itself'],
    ['src/simulator/a.ts', `import { b } from '../risk/b.ts';`, 'knows no traders'],
    ['src/alpaca/client/a.ts', `import { b } from '../../engine/b.ts';`, 'only `import type'],
    ['src/alpaca/a.ts', `import { b } from '../engine/ports.ts';`, 'as a value'],
    ['src/store/a.ts', `import type { B } from '../alpaca/b.ts';`, 'do not know each other'],
    ['src/store/a.ts', `import { b } from '../world/real/b.ts';`, 'core/world.ts'],
    ['src/alpaca/a.ts', `import { WebSocket } from 'ws';`, 'src/world/real/ only'],
    ['src/surfaces/cli/a.ts', `import { b } from '../rest/b.ts';`, 'surfaces/rest'],
    ['src/surfaces/mcp/a.ts', `import { b } from '../../ledger/b.ts';`, 'import only core, app'],
    ['src/surfaces/dashboard/a.tsx', `import { b } from '../../app/b.ts';`, 'import only core, m'],
    [
      'src/surfaces/dashboard/a.tsx',
      `import { OPERATIONS } from '../../app/operations/catalog.ts';`,
      'import only core, m',
    ],
  ])('in %s: %s', (path, text, part) => {
    expect(faultsOf(path, text)).toContain(`${path}:1: `);
    expect(faultsOf(path, text)).toContain(part);
  });
});

describe('the law allows', () => {
  test.each([
    ['src/market/a.ts', `import { b } from '../core/b.ts'; import { c } from './c.ts';`],
    ['src/index.ts', `export { b } from './engine/b.ts';`],
    ['src/alpaca/client/a.ts', `import type { Broker } from '../../engine/ports.ts';`],
    ['src/alpaca/client/a.ts', `import { type Broker } from '../../engine/ports.ts';`],
    ['src/world/real/a.ts', `import { WebSocketServer } from 'ws';`],
    ['src/app/host/a.ts', `import { b } from '../kit/b.ts'; import { c } from './c.ts';`],
    ['src/surfaces/cli/main.ts', `import { serve } from '../rest/serve.ts';`],
    [
      'src/surfaces/dashboard/a.tsx',
      `import type { OperationMap } from '../../app/operations/catalog.ts';`,
    ],
    ['src/surfaces/dashboard/a.tsx', `import { apply } from '../../ledger/apply.ts';`],
  ])('in %s: %s', (path, text) => {
    expect(faultsOf(path, text)).toBe('');
  });
});
