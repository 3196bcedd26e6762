/** Bytes of WebAssembly: an expression leaves one value, a statement none. */
export type Code = readonly number[];

/** A whole number as unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}

/** A whole number as signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const simd = (code: number): number[] => [0xfd, ...unsigned(code)];

function pair(code: number): (a: Code, b: Code) => Code {
  const bytes = simd(code);
  return (a, b) => [...a, ...b, ...bytes];
}

function single(code: number): (a: Code) => Code {
  const bytes = simd(code);
  return (a) => [...a, ...bytes];
}

/** Two doubles at a time. */
export const f64x2 = {
  add: pair(0xf0),
  sub: pair(0xf1),
  mul: pair(0xf2),
  div: pair(0xf3),
  /** The lesser; the first where either is NaN. */
  least: pair(0xf6),
  /** The greater; the first where either is NaN. */
  greatest: pair(0xf7),
  abs: single(0xec),
  sqrt: single(0xef),
  floor: single(0x75),
  /** All bits of a lane set where the relation holds. */
  equal: pair(0x47),
  less: pair(0x49),
  greater: pair(0x4a),
  atLeast: pair(0x4c),
  and: pair(0x4e),
  /** The first where not the second. */
  without: pair(0x4f),
  /** One double twice, from memory. */
  splatAt: (address: Code, offset = 0): Code => [...address, ...simd(0x0a), 3, ...unsigned(offset)],
  load: (address: Code, offset = 0): Code => [...address, ...simd(0x00), 3, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x0b),
    3,
    ...unsigned(offset),
  ],
  /** Stores the first double only. */
  storeFirst: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x5b),
    3,
    ...unsigned(offset),
    0,
  ],
  /** The lower lanes of both. */
  low: (a: Code, b: Code): Code => shuffle(a, b, [0, 2]),
  /** The upper lanes of both. */
  high: (a: Code, b: Code): Code => shuffle(a, b, [1, 3]),
  /** Any two of the four lanes of both. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number]): Code => shuffle(a, b, lanes),
};

function shuffle(a: Code, b: Code, lanes: readonly [number, number]): Code {
  const bytes = lanes.flatMap((lane) => Array.from({ length: 8 }, (_, byte) => lane * 8 + byte));
  return [...a, ...b, ...simd(0x0d), ...bytes];
}

/** Addresses and counters. */
export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
};

/** The value of a local. */
export function get(local: number): Code {
  return [0x20, ...unsigned(local)];
}

/** Sets a local. */
export function set(local: number, value: Code): Code {
  return [...value, 0x21, ...unsigned(local)];
}

/** Repeats `body` until `pointer` has reached `end`, as unsigned numbers; at least once. */
export function repeat(body: Code, pointer: number, end: number): Code {
  return [0x03, 0x40, ...body, ...get(pointer), ...get(end), 0x49, 0x0d, 0, 0x0b];
}

/** One function: parameters are all i32, nothing is returned. */
export interface AssembledFunction {
  readonly name: string;
  readonly parameters: number;
  /** Locals after the parameters: addresses, then vectors. */
  readonly addresses: number;
  readonly vectors: number;
  readonly body: Code;
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly Code[]): Code => {
  const body = vector(items);
  return [id, ...unsigned(body.length), ...body];
};
const text = (value: string): Code => [
  ...unsigned(value.length),
  ...Array.from(value, (character) => character.charCodeAt(0)),
];

/** The letters asm after a zero, and version 1. */
const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const I32 = 0x7f;
const V128 = 0x7b;

/**
 * A module of these functions over an imported memory `quipu.memory`.
 *
 * @see WebAssembly Core Specification 2.0, chapter 5, binary format
 */
export function assemble(functions: readonly AssembledFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }): Code => [
    0x60,
    ...unsigned(parameters),
    ...Array.from({ length: parameters }, () => I32),
    0,
  ]);
  const bodies = functions.map(({ addresses, vectors, body }) => {
    const locals = vector([
      [...unsigned(addresses), I32],
      [...unsigned(vectors), V128],
    ]);
    return [...unsigned(locals.length + body.length + 1), ...locals, ...body, 0x0b];
  });
  return Uint8Array.from([
    ...PREAMBLE,
    ...section(1, types),
    ...section(2, [[...text('quipu'), ...text('memory'), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]),
    ),
    ...section(10, bodies),
  ]);
}
