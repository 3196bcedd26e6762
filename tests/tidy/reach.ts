import { roomOf, targetOf } from './floors.ts';
import { isNode, type Node, productSources, type SourceFile, treeOf, walk } from './source.ts';

/** Library rooms: what they export is done only when somebody can reach it. */
const LIBRARY = ['analysis', 'strategy', 'market'];

/** Rooms of surfaces and engine, from which everything counts as reached. */
const ROOTS = ['engine', 'alpaca', 'store', 'app', 'surfaces'];

/** Entry points that a strategy imports. */
const STRATEGY_API = ['src/index.ts', 'src/indicators.ts'];

interface Unit {
  /** Names used inside, each a local name of the file. */
  readonly uses: ReadonlySet<string>;
  readonly isExported: boolean;
  readonly isValue: boolean;
}

interface FileUnits {
  readonly units: ReadonlyMap<string, Unit>;
  /** Local name to `file#name`. */
  readonly imports: ReadonlyMap<string, string>;
  /** Names used outside of any declaration, which run when the file is loaded. */
  readonly loose: ReadonlySet<string>;
}

const VALUES = ['FunctionDeclaration', 'ClassDeclaration', 'VariableDeclaration'];

function namesIn(node: Node): Set<string> {
  const names = new Set<string>();
  walk(node, (one) => {
    if (one.type === 'Identifier' || one.type === 'JSXIdentifier') names.add(String(one['name']));
  });
  return names;
}

/** Names that a declaration binds, each with the part of the tree that defines it. */
function declaredIn(declaration: Node): readonly (readonly [name: string, part: Node])[] {
  const list = declaration['declarations'] as readonly Node[] | undefined;
  if (list === undefined) {
    const { id } = declaration as Node & { readonly id?: Node };
    return isNode(id) ? [[String(id['name']), declaration]] : [];
  }
  return list.flatMap((one) => {
    const id = one['id'] as Node;
    const names = id.type === 'Identifier' ? [String(id['name'])] : [...namesIn(id)];
    return names.map((name) => [name, one] as const);
  });
}

function unitsOf(file: SourceFile): FileUnits {
  const units = new Map<string, Unit>();
  const imports = new Map<string, string>();
  const loose = new Set<string>();
  const body = (treeOf(file) as unknown as { readonly body: readonly Node[] }).body;
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') {
      const target = targetOf(file, String((statement['source'] as Node)['value']));
      for (const one of (statement['specifiers'] ?? []) as readonly Node[]) {
        const imported = isNode(one['imported']) ? String(one['imported']['name']) : '*';
        imports.set(String((one['local'] as Node)['name']), `${target ?? ''}#${imported}`);
      }
      continue;
    }
    const isExported = statement.type.startsWith('Export');
    const declaration = isNode(statement['declaration']) ? statement['declaration'] : statement;
    const declared = declaredIn(declaration);
    if (declared.length === 0) for (const name of namesIn(declaration)) loose.add(name);
    const isValue = VALUES.includes(declaration.type);
    for (const [name, part] of declared) {
      units.set(name, { uses: namesIn(part), isExported, isValue });
    }
  }
  return { units, imports, loose };
}

/** Names that an entry point re-exports, as `file#name`. */
function reExports(file: SourceFile): readonly string[] {
  const body = (treeOf(file) as unknown as { readonly body: readonly Node[] }).body;
  return body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(statement['source'])) return [];
    const target = targetOf(file, String(statement['source']['value'])) ?? '';
    const specifiers = statement['specifiers'] as readonly Node[];
    return specifiers.map((one) => `${target}#${String((one['local'] as Node)['name'])}`);
  });
}

/**
 * Returns the exported functions, classes and values of the library that no surface, strategy API
 * or engine path reaches, as `file#name`, sorted.
 */
export function unreached(files: readonly SourceFile[] = productSources()): readonly string[] {
  const known = new Map(files.map((file) => [file.path, unitsOf(file)]));
  const reached = new Set<string>();
  const queue: string[] = [];
  const reach = (path: string, names: Iterable<string>): void => {
    const file = known.get(path);
    if (file === undefined) return;
    for (const name of names) {
      const target = file.imports.get(name) ?? (file.units.has(name) ? `${path}#${name}` : '');
      if (target !== '' && !reached.has(target)) {
        reached.add(target);
        queue.push(target);
      }
    }
  };
  for (const file of files) {
    const room = roomOf(file.path);
    const units = known.get(file.path)!;
    if (room !== undefined && ROOTS.includes(room)) {
      reach(file.path, units.loose);
      for (const { uses } of units.units.values()) reach(file.path, uses);
    }
    if (!STRATEGY_API.includes(file.path)) continue;
    for (const target of reExports(file)) {
      reached.add(target);
      queue.push(target);
    }
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [path = '', name = ''] = next.split('#');
    const file = known.get(path);
    // A namespace import reaches everything that the file exports.
    const units = name === '*' ? [...(file?.units.values() ?? [])] : [file?.units.get(name)];
    for (const unit of units) if (unit !== undefined) reach(path, unit.uses);
    // A file that is reached runs whole.
    if (file !== undefined) reach(path, file.loose);
  }
  return files
    .filter((file) => LIBRARY.includes(roomOf(file.path) ?? ''))
    .flatMap((file) =>
      [...known.get(file.path)!.units].flatMap(([name, { isExported, isValue }]) =>
        isExported && isValue && !reached.has(`${file.path}#${name}`)
          ? [`${file.path}#${name}`]
          : [],
      ),
    )
    .sort();
}

/** A method of a port and how a caller of it looks. */
const PORT_CALLS: Readonly<Record<string, RegExp>> = {
  'MarketFeed.events': /\bfeed\.events\(/,
  'Broker.submit': /\bbroker\.submit\(/,
  'Broker.find': /\bbroker\.find\(/,
  'Broker.cancel': /\bbroker\.cancel\(/,
  'Broker.replace': /\bbroker\.replace\(/,
  'Broker.events': /\bbroker\.events\(/,
  'Broker.snapshot': /\bbroker\.snapshot\(/,
  'Journal.append': /\bjournal\.append\(/,
  'Journal.read': /\bjournal\.read\(/,
  'Journal.head': /\bjournal\.head\(/,
  'BarStore.read': /\b(bars|barStore)\.read\(/,
  'BarStore.write': /\b(bars|barStore)\.write\(/,
};

/** Returns the methods of ports that no path of engine, app or surfaces calls. */
export function uncalledPorts(files: readonly SourceFile[] = productSources()): readonly string[] {
  const callers = files
    .filter((file) => ['engine', 'app', 'surfaces'].includes(roomOf(file.path) ?? ''))
    .map(({ text }) => text);
  return Object.entries(PORT_CALLS)
    .filter(([, call]) => !callers.some((text) => call.test(text)))
    .map(([name]) => name);
}
