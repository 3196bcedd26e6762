import { posix } from 'node:path';
import { type Fault, type Import, importsOf, type SourceFile } from './source.ts';

/** The floor order, the law of the tree: a folder may import only folders before it. */
export const floors = [
  'core',
  'market',
  'orders',
  'ledger',
  'analysis',
  'risk',
  'strategy',
  'simulator',
  'engine',
  'research',
  'world',
  'alpaca',
  'store',
  'app',
  'surfaces',
] as const;

/** The shelves of `app/`, under the same law: a shelf imports only shelves before it. */
const shelves = [
  'kit',
  'glossary',
  'files',
  'configuration',
  'operation',
  'access',
  'projections',
  'views',
  'reports',
  'library',
  'context',
  'operations',
  'client',
  'local',
  'host',
] as const;

/** The last of the pure rooms: it and all before it run unchanged in a browser tab. */
export const lastPureRoom = 'simulator';

/** The published entry points: files directly in src/, the only ones that re-export. */
const entryPoints = ['index', 'indicators', 'analysis', 'alpaca', 'backtest', 'config', 'testing'];

const outsideIsWorld = 'the outside comes in as the World of core/world.ts';

/** Rooms that a room may not see although the order would let it, and why. */
const blind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  simulator: {
    analysis: 'an exchange knows no traders',
    risk: 'an exchange knows no traders',
    strategy: 'an exchange knows no traders',
  },
  alpaca: { world: outsideIsWorld },
  store: { world: outsideIsWorld, alpaca: 'store and alpaca do not know each other' },
  surfaces: { world: outsideIsWorld },
};

const faces = ['mcp', 'cli', 'rest', 'dashboard'];
const dashboardRooms = ['core', 'market', 'orders', 'ledger', 'analysis', 'surfaces'];
const faceRooms = ['core', 'app', 'surfaces'];

/** Libraries that touch the outside, and the one folder each may be imported from. */
const outsideLibraries = ['undici', 'ws'];

/** The room of a path under src/, or undefined for the entry points. */
export function roomOf(path: string): string | undefined {
  const [, room, inside] = path.split('/');
  return inside === undefined ? undefined : room;
}

/** The path from the root that a relative import leads to; undefined for packages. */
export function targetOf(file: SourceFile, to: string): string | undefined {
  return to.startsWith('.') ? posix.join(posix.dirname(file.path), to) : undefined;
}

/** Every breach of the import law in one file. */
export function floorFaults(file: SourceFile): Fault[] {
  return importsOf(file).flatMap((one) => {
    const target = targetOf(file, one.to);
    const fault = target === undefined ? packageFault(file, one) : importFault(file, one, target);
    return fault ? [{ file, at: one.at, ...fault }] : [];
  });
}

type Finding = Pick<Fault, 'found' | 'todo'> | undefined;

function packageFault(file: SourceFile, { to }: Import): Finding {
  if (to === 'quipu-portfolio' || to.startsWith('quipu-portfolio/')) {
    return { found: `import of '${to}' inside src/`, todo: 'import the file itself' };
  }
  if (outsideLibraries.includes(to) && !file.path.startsWith('src/world/real/')) {
    return { found: `import of '${to}'`, todo: 'use it in src/world/real/ only, behind World' };
  }
  return undefined;
}

function importFault(file: SourceFile, one: Import, target: string): Finding {
  const from = roomOf(file.path);
  if (!target.startsWith('src/')) {
    return { found: `import of ${target}`, todo: 'import nothing outside src/' };
  }
  if (from === undefined) return entryFault(file);
  if (one.isReExport) {
    return {
      found: `re-export of '${one.to}' in a room`,
      todo: `import it where it is used; only ${entryPoints.join(', ')} in src/ re-export`,
    };
  }
  const to = roomOf(target);
  if (to === undefined) {
    return { found: `import of the entry point ${target}`, todo: 'import the file itself' };
  }
  return (
    roomFault(file.path, { from, to, target, one }) ?? faceFault(file.path, { to, target, one })
  );
}

function entryFault(file: SourceFile): Finding {
  const name = posix.basename(file.path).replace(/\.tsx?$/, '');
  if (entryPoints.includes(name)) return undefined;
  return { found: `a file directly in src/`, todo: 'move it into a room' };
}

interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly one: Import;
}

function roomFault(path: string, { from, to, target, one }: Crossing): Finding {
  const order: readonly string[] = floors;
  for (const room of [from, to]) {
    if (!order.includes(room)) {
      return { found: `unknown room src/${room}/`, todo: `use one of ${order.join(', ')}` };
    }
  }
  if (from === to) return from === 'app' ? shelfFault(path, target) : undefined;
  if (order.indexOf(to) > order.indexOf(from)) {
    return {
      found: `${from} imports ${target}, a room below it`,
      todo: 'pass it in as a port, or move the code to the upper room',
    };
  }
  const why = blind[from]?.[to];
  if (why !== undefined) {
    return { found: `${from} imports ${target}`, todo: `do without: ${why}` };
  }
  const isAdapter = from === 'alpaca' || from === 'store';
  const isPorts = target === 'src/engine/ports.ts' && one.isType;
  if (isAdapter && to === 'engine' && !isPorts) {
    return {
      found: `${from} imports ${target}${one.isType ? '' : ' as a value'}`,
      todo: `take from engine only \`import type … from '../engine/ports.ts'\``,
    };
  }
  return undefined;
}

function shelfFault(path: string, target: string): Finding {
  const order: readonly string[] = shelves;
  const [from = '', to = ''] = [path, target].map((one) => one.split('/')[2]);
  for (const shelf of [from, to]) {
    if (order.includes(shelf)) continue;
    return { found: `no shelf src/app/${shelf}`, todo: `use one of ${order.join(', ')}` };
  }
  if (order.indexOf(to) <= order.indexOf(from)) return undefined;
  return {
    found: `app/${from} imports ${target}, a shelf below it`,
    todo: 'pass it in, or move the code to the upper shelf',
  };
}

/** The rules of surfaces/; its main.ts and files directly in it tie the surfaces together. */
function faceFault(path: string, { to, target, one }: Omit<Crossing, 'from'>): Finding {
  const [, room, face = ''] = path.split('/');
  if (room !== 'surfaces' || !faces.includes(face)) return undefined;
  // The page takes the shapes of answers from the operations, and no code of theirs.
  const isShape = target === 'src/app/operations/catalog.ts' && one.isType;
  if (face === 'dashboard' && isShape) return undefined;
  const allowed = face === 'dashboard' ? dashboardRooms : faceRooms;
  if (!allowed.includes(to)) {
    const own = allowed.filter((one) => one !== 'surfaces').join(', ');
    return { found: `surfaces/${face} imports ${target}`, todo: `import only ${own}` };
  }
  const [, , other = ''] = target.split('/');
  const isForeign = to === 'surfaces' && faces.includes(other) && other !== face;
  if (isForeign && path !== 'src/surfaces/cli/main.ts') {
    return {
      found: `surfaces/${face} imports surfaces/${other}`,
      todo: 'move what they share to app/, or tie them together in surfaces/cli/main.ts',
    };
  }
  return undefined;
}
