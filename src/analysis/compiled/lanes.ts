import type { AssembledFunction, Code } from './assembler.ts';
import { f64x2, get, i32, repeat, set } from './assembler.ts';

/** What the step of a row sees: two lanes of a column's stretches at a time. */
export interface LaneRow {
  /** Input values of the row. */
  readonly inputs: readonly Code[];
  /** The first input so many rows before, where the kernel looks back. */
  readonly lagged: Code;
  readonly constants: readonly Code[];
  /** State and scratch vectors; `keep` sets one. */
  readonly state: readonly Code[];
  readonly scratch: readonly Code[];
  keep(vector: Code, value: Code): Code;
}

/**
 * A recurrence walked over several far stretches of columns in one loop, two in a vector.
 *
 * Stretches do not wait for one another, so that the next is worked on while one is underway.
 */
export interface LaneKernel {
  readonly name: string;
  /** Vectors of two stretches. */
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly looksBack: boolean;
  readonly states: number;
  readonly constants: number;
  readonly scratch: number;
  /** Statements of one row, and the value of each output. */
  step(row: LaneRow): { readonly statements: Code; readonly outputs: readonly Code[] };
}

/** Where states begin in memory: state s of lane k at 8·(s·lanes + k). */
export const STATE_AT = 0;
/** Where constants begin in memory. */
export const CONSTANTS_AT = 1024;

/** Bytes of two rows. */
const STEP = 16;

/** The numbers of a function's locals. */
interface Locals {
  /** Parameters: inputs, then outputs. */
  readonly columns: readonly number[];
  readonly stride: number;
  readonly lag: number;
  /** Addresses. */
  readonly end: number;
  readonly first: number;
  readonly second: number;
  /** From the first two stretches to the others. */
  readonly jumps: readonly number[];
  /** Vectors: by state and group, by constant, by row and column. */
  readonly states: readonly number[];
  readonly constants: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly results: readonly (readonly number[])[];
  readonly scratch: readonly number[];
  readonly raw: readonly number[];
  readonly addresses: number;
  readonly vectors: number;
}

function allot(kernel: LaneKernel): Locals {
  const { groups, inputs, outputs } = kernel;
  let next = 0;
  const take = (count: number): number[] => Array.from({ length: count }, () => next++);
  const one = (): number => next++;
  const columns = take(inputs + outputs);
  const stride = one();
  const lag = one();
  const parameters = next;
  const [end, first, second] = [one(), one(), one()];
  const jumps = take(groups - 1);
  const addresses = next - parameters;
  const read = inputs + (kernel.looksBack ? 1 : 0);
  const vectors = {
    states: take(kernel.states * groups),
    constants: take(kernel.constants),
    rows: [take(read), take(read)],
    results: [take(outputs), take(outputs)],
    scratch: take(kernel.scratch),
    raw: take(2),
  };
  const count = next - parameters - addresses;
  return { columns, stride, lag, end, first, second, jumps, ...vectors, addresses, vectors: count };
}

/**
 * The function of a kernel.
 *
 * Parameters: address of each input, of each output, bytes of a stretch, bytes of look-back.
 */
export function assembleLanes(kernel: LaneKernel): AssembledFunction {
  const locals = allot(kernel);
  const { columns, stride, end } = locals;
  const zero = i32.constant(0);
  const prologue = [
    ...locals.states.flatMap((local, i) => set(local, f64x2.load(zero, STATE_AT + 16 * i))),
    ...locals.constants.flatMap((local, i) =>
      set(local, f64x2.splatAt(zero, CONSTANTS_AT + 8 * i)),
    ),
    ...set(end, i32.add(get(0), get(stride))),
    ...jumpsOf(locals),
  ];
  const body: number[] = [];
  for (let group = 0; group < kernel.groups; group += 1) {
    body.push(...readGroup(kernel, locals, group));
    for (const row of [0, 1]) body.push(...stepGroup(kernel, locals, { group, row }));
    body.push(...writeGroup(kernel, locals, group));
  }
  for (const column of columns) {
    body.push(...set(column, i32.add(get(column), i32.constant(STEP))));
  }
  const epilogue = locals.states.flatMap((local, i) =>
    f64x2.store(zero, get(local), STATE_AT + 16 * i),
  );
  return {
    name: kernel.name,
    parameters: columns.length + 2,
    addresses: locals.addresses,
    vectors: locals.vectors,
    body: [...prologue, ...repeat(body, 0, end), ...epilogue],
  };
}

/** Sets the jumps to 2, 4, … strides. */
function jumpsOf({ jumps, stride }: Locals): Code {
  const two = i32.add(get(stride), get(stride));
  return jumps.flatMap((local, i) => set(local, i === 0 ? two : i32.add(get(jumps[i - 1]!), two)));
}

/** Sets `first` and `second` to the addresses of a column in a group's two stretches. */
function point(
  { columns, jumps, first, second, stride }: Locals,
  index: number,
  group: number,
): Code {
  const column = get(columns[index]!);
  return [
    ...set(first, group === 0 ? column : i32.add(column, get(jumps[group - 1]!))),
    ...set(second, i32.add(get(first), get(stride))),
  ];
}

/** Loads two rows of each input in both stretches, and turns them: one vector for each row. */
function readGroup({ inputs, looksBack }: LaneKernel, locals: Locals, group: number): Code {
  const { first, second, lag, rows } = locals;
  const [low, high] = locals.raw.map(get) as [Code, Code];
  const turn = (addresses: readonly [Code, Code], index: number): Code => [
    ...locals.raw.flatMap((local, i) => set(local, f64x2.load(addresses[i]!))),
    ...set(rows[0]![index]!, f64x2.low(low, high)),
    ...set(rows[1]![index]!, f64x2.high(low, high)),
  ];
  const code: number[] = [];
  for (let input = 0; input < inputs; input += 1) {
    code.push(...point(locals, input, group), ...turn([get(first), get(second)], input));
    if (input > 0 || !looksBack) continue;
    const before = [i32.sub(get(first), get(lag)), i32.sub(get(second), get(lag))] as const;
    code.push(...turn(before, inputs));
  }
  return code;
}

function stepGroup(
  kernel: LaneKernel,
  locals: Locals,
  { group, row }: { readonly group: number; readonly row: number },
): Code {
  const states = Array.from({ length: kernel.states }, (_, s) => s * kernel.groups + group);
  const { statements, outputs } = kernel.step({
    inputs: locals.rows[row]!.slice(0, kernel.inputs).map(get),
    lagged: get(locals.rows[row]!.at(-1)!),
    constants: locals.constants.map(get),
    state: states.map((index) => get(locals.states[index]!)),
    scratch: locals.scratch.map(get),
    keep: ([, ...local], value) => [...value, 0x21, ...local],
  });
  return [...statements, ...outputs.flatMap((value, i) => set(locals.results[row]![i]!, value))];
}

/** Turns the results back and stores two rows of each output in both stretches. */
function writeGroup({ inputs, outputs }: LaneKernel, locals: Locals, group: number): Code {
  const code: number[] = [];
  for (let output = 0; output < outputs; output += 1) {
    const [even, odd] = locals.results.map((row) => get(row[output]!)) as [Code, Code];
    code.push(...point(locals, inputs + output, group));
    code.push(...f64x2.store(get(locals.first), f64x2.low(even, odd)));
    code.push(...f64x2.store(get(locals.second), f64x2.high(even, odd)));
  }
  return code;
}
