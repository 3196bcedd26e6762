import { describe, expect, test } from 'vitest';
import { roomOf } from './floors.ts';
import {
  type Fault,
  isNode,
  type Node,
  productSources,
  report,
  type SourceFile,
  treeOf,
  walk,
} from './source.ts';

/** Brands that only one file may give away; tests make their own. */
const makers: ReadonlyMap<string, { readonly file: string; readonly todo: string }> = new Map([
  [
    'ApprovedOrder',
    { file: 'src/risk/gate.ts', todo: 'have the order reviewed: `review` alone approves' },
  ],
  [
    'ClientOrderId',
    {
      file: 'src/orders/request.ts',
      todo: 'use clientOrderId, numberedOrderId or parseClientOrderId',
    },
  ],
]);

/** Rooms that handle orders, where a blank cast could turn anything into an approved one. */
const trustedRooms: ReadonlySet<string> = new Set([
  'orders',
  'ledger',
  'risk',
  'strategy',
  'simulator',
  'engine',
  'research',
  'alpaca',
  'store',
  'app',
]);

/** Every name of a type within a type annotation. */
function namesIn(annotation: Node): readonly string[] {
  const names: string[] = [];
  walk(annotation, (node) => {
    const name = node['typeName'];
    if (node.type === 'TSTypeReference' && isNode(name)) names.push(String(name['name']));
  });
  return names;
}

/** The part of a node in which a type is claimed without proof; undefined for other nodes. */
function claimOf(node: Node): Node | undefined {
  const isCast = node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion';
  if (isCast) return node['typeAnnotation'] as Node;
  // A type argument of a call is a claim, too: a codec, a JSON reader or a Map that is told so.
  const argumentsOf = node.type === 'CallExpression' ? node['typeArguments'] : undefined;
  return isNode(argumentsOf) ? argumentsOf : undefined;
}

function forgeries(file: SourceFile): Fault[] {
  const faults: Fault[] = [];
  walk(treeOf(file), (node) => {
    const claim = claimOf(node);
    if (claim === undefined) {
      faults.push(...aliases(file, node));
      return;
    }
    const found = `\`${file.text.slice(node.start, node.end).slice(0, 80)}\``;
    for (const name of namesIn(claim)) {
      const maker = makers.get(name);
      if (maker === undefined || maker.file === file.path) continue;
      // The journal's codec reads ids back as they were written.
      if (name === 'ClientOrderId' && node.type === 'CallExpression') continue;
      faults.push({ file, at: node.start, found, todo: maker.todo });
    }
    const isBlank = claim.type === 'TSNeverKeyword' || claim.type === 'TSAnyKeyword';
    if (isBlank && trustedRooms.has(roomOf(file.path) ?? '')) {
      faults.push({ file, at: node.start, found, todo: 'name the type that it is' });
    }
  });
  return faults;
}

/** A second name for a guarded brand, under which it could be cast unseen. */
function aliases(file: SourceFile, node: Node): readonly Fault[] {
  if (node.type !== 'TSTypeAliasDeclaration') return [];
  const annotation = node['typeAnnotation'] as Node;
  if (annotation.type !== 'TSTypeReference') return [];
  const name = namesIn(annotation)[0] ?? '';
  const maker = makers.get(name);
  if (maker === undefined) return [];
  return [{ file, at: node.start, found: `another name for ${name}`, todo: `use ${name} itself` }];
}

test('approvals and client order ids are made in one file each', () => {
  const files = productSources();
  expect(files.length).toBeGreaterThan(100);
  expect(report(files.flatMap(forgeries))).toBe('');
});

test('the beginning of our ids is written in one file', () => {
  const found = productSources().filter(({ text }) => /['"`]qp1/.test(text));
  expect(found.map(({ path }) => path)).toEqual(['src/orders/request.ts']);
});

describe('the check finds', () => {
  test.each([
    ['const a = order as ApprovedOrder;'],
    ['const a = order as unknown as ApprovedOrder;'],
    ['const a = [order] as readonly ApprovedOrder[];'],
    ['const a = <ApprovedOrder>order;'],
    ['const a = codec<ApprovedOrder>();'],
    ['type Fine = ApprovedOrder;'],
    ['const a = order as never;'],
    ['const a = order as any;'],
    ["const a = 'qp1-1' as ClientOrderId;"],
    ['const a = id as ClientOrderId | null;'],
    ['type Id = ClientOrderId;'],
  ])('%s', (text) => {
    expect(report(forgeries({ path: 'src/engine/a.ts', text }))).not.toBe('');
  });
});

test('the check lets uses and the makers pass', () => {
  const text = `
    // an order as ApprovedOrder is only a phrase here
    function submit(order: ApprovedOrder): ClientOrderId { return order.id; }
    const open = new Map<ClientOrderId, ApprovedOrder>();
    const ids = fields<ClientOrderId>();`;
  expect(report(forgeries({ path: 'src/engine/a.ts', text }))).toBe('');
  const made = 'const a = order as ApprovedOrder;';
  expect(report(forgeries({ path: 'src/risk/gate.ts', text: made }))).toBe('');
});
