import { assemble } from './assembler.ts';
import { LANE_KERNELS } from './kernels.ts';
import { assembleLanes, CONSTANTS_AT } from './lanes.ts';
import { assembleProducts } from './products.ts';
import { assembleFours, assemblePositions, assembleThrees, assembleWiden } from './ranges.ts';
import { assembleObv, assembleVwap } from './totals.ts';

/** What is used of WebAssembly, which the language itself does not name. */
interface WebAssemblyLike {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...addresses: number[]) => void>> };
}

/** Compiled kernels and the memory they work in. */
export interface CompiledEngine {
  readonly run: Readonly<Record<string, (...addresses: number[]) => void>>;
  /** The memory, as doubles: address 8·i is index i. */
  readonly memory: Float64Array<ArrayBuffer>;
}

/** Bytes of memory in front that kernels keep states, constants and blocks in. */
export const SCRATCH_BYTES = 1 << 17;
const PAGE_BYTES = 1 << 16;

function webAssembly(): WebAssemblyLike | undefined {
  // The types of a browser and of Node differ here; both have what WebAssemblyLike names.
  const { WebAssembly: found } = globalThis as { readonly WebAssembly?: unknown };
  return found as WebAssemblyLike | undefined;
}

let compiled: object | undefined;
let shared: CompiledEngine | undefined;
let refused = false;
const engines = new WeakMap<ArrayBufferLike, CompiledEngine>();

/** The module of all kernels. */
function assembleKernels(): Uint8Array<ArrayBuffer> {
  return assemble([
    ...Object.values(LANE_KERNELS).map(assembleLanes),
    assembleFours(),
    assembleWiden(),
    assemblePositions(CONSTANTS_AT),
    assembleThrees(CONSTANTS_AT),
    assembleVwap(CONSTANTS_AT),
    assembleObv(CONSTANTS_AT),
    assembleProducts(),
  ]);
}

/** A fresh memory with room for `bytes` after the scratch, and kernels over it. */
function start(host: WebAssemblyLike, bytes: number): CompiledEngine {
  compiled ??= new host.Module(assembleKernels());
  const pages = Math.ceil((SCRATCH_BYTES + bytes) / PAGE_BYTES);
  const memory = new host.Memory({ initial: pages });
  const { exports } = new host.Instance(compiled, { quipu: { memory } });
  const engine = { run: exports, memory: new Float64Array(memory.buffer) };
  engines.set(memory.buffer, engine);
  return engine;
}

/** Compiled kernels with their scratch memory; undefined without WebAssembly or its vectors. */
export function compiledEngine(): CompiledEngine | undefined {
  const host = webAssembly();
  if (refused || host === undefined) return undefined;
  try {
    shared ??= start(host, 0);
  } catch {
    // A host may lack vectors, forbid compiling, or have no memory left: the plain form serves.
    refused = true;
  }
  return shared;
}

/**
 * A compiled engine with `bytes` of memory for the caller from address {@link SCRATCH_BYTES} on;
 * undefined where there is none.
 */
export function engineWith(bytes: number): CompiledEngine | undefined {
  const host = webAssembly();
  if (host === undefined || compiledEngine() === undefined) return undefined;
  try {
    return start(host, bytes);
  } catch {
    // The memory is not to be had: the plain form serves.
    return undefined;
  }
}

/** The kernels over the memory that all these columns live in, if there is one. */
export function engineOf(columns: readonly Float64Array[]): CompiledEngine | undefined {
  const engine = engines.get(columns[0]!.buffer);
  if (engine === undefined) return undefined;
  for (const column of columns) if (column.buffer !== engine.memory.buffer) return undefined;
  return engine;
}

/**
 * Columns of `rows` zeros in one memory, which compiled kernels read and write in place.
 *
 * With inputs and `into` from one call, `compute` runs about twice as fast over a million rows.
 * Ordinary columns where there is no WebAssembly, with the same values. Made for few long columns:
 * each call takes its own memory, freed with the last of its columns.
 */
export function adjacentColumns<N extends string>(
  rows: number,
  names: readonly N[],
): Readonly<Record<N, Float64Array>> {
  const columns = adjacent(rows, names.length);
  const entries = names.map((name, index) => [name, columns[index]!] as const);
  return Object.fromEntries(entries) as Record<N, Float64Array>;
}

function adjacent(rows: number, count: number): readonly Float64Array[] {
  const host = webAssembly();
  // An odd number of cache lines: columns side by side then use different sets of a cache.
  const bytes = (Math.ceil(rows / 8) | 1) * 64;
  try {
    if (host !== undefined && compiledEngine() !== undefined) {
      const { memory } = start(host, bytes * count + 64);
      return Array.from(
        { length: count },
        (_, index) => new Float64Array(memory.buffer, SCRATCH_BYTES + index * bytes, rows),
      );
    }
  } catch {
    // More than one memory may hold: ordinary columns have no such bound.
  }
  return Array.from({ length: count }, () => new Float64Array(rows));
}
