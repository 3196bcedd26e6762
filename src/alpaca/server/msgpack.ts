/** An instant for {@link encodeMsgpack}, which writes it as MessagePack's own timestamp. */
export interface MsgpackInstant {
  readonly seconds: number;
  readonly nanos: number;
}

const text = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Writes a value of JSON's kinds as MessagePack.
 *
 * @param instantOf turns a text under a key into an instant, or undefined to keep it as text
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function encodeMsgpack(
  value: unknown,
  instantOf: (key: string, text: string) => MsgpackInstant | undefined,
): Uint8Array {
  const out = writer();
  const write = (item: unknown, key: string): void => {
    if (item === null || item === undefined) out.u8(0xc0);
    else if (typeof item === 'boolean') out.u8(item ? 0xc3 : 0xc2);
    else if (typeof item === 'number') writeNumber(out, item);
    else if (typeof item === 'string') {
      const instant = instantOf(key, item);
      if (instant === undefined) writeText(out, item);
      else writeInstant(out, instant);
    } else if (Array.isArray(item)) {
      writeHead(out, item.length, { small: 0x90, room: 16, next: 0xdc });
      for (const each of item) write(each, key);
    } else {
      const entries = Object.entries(item);
      writeHead(out, entries.length, { small: 0x80, room: 16, next: 0xde });
      for (const [name, each] of entries) {
        writeText(out, name);
        write(each, name);
      }
    }
  };
  write(value, '');
  return out.done();
}

type Writer = ReturnType<typeof writer>;

function writer() {
  let bytes = new Uint8Array(256);
  let view = new DataView(bytes.buffer);
  let length = 0;
  const take = (count: number): number => {
    const at = length;
    length += count;
    if (length > bytes.length) {
      const larger = new Uint8Array(Math.max(length, bytes.length * 2));
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
    return at;
  };
  return {
    u8(value: number): void {
      const at = take(1);
      view.setUint8(at, value);
    },
    u16(value: number): void {
      const at = take(2);
      view.setUint16(at, value);
    },
    u32(value: number): void {
      const at = take(4);
      view.setUint32(at, value);
    },
    i64(value: bigint): void {
      const at = take(8);
      view.setBigInt64(at, value);
    },
    u64(value: bigint): void {
      const at = take(8);
      view.setBigUint64(at, value);
    },
    f64(value: number): void {
      const at = take(8);
      view.setFloat64(at, value);
    },
    raw(data: Uint8Array): void {
      const at = take(data.length);
      bytes.set(data, at);
    },
    done: (): Uint8Array => bytes.slice(0, length),
  };
}

function writeNumber(out: Writer, value: number): void {
  if (!Number.isSafeInteger(value)) {
    out.u8(0xcb);
    out.f64(value);
  } else if (value >= 0 && value < 0x80) {
    out.u8(value);
  } else if (value >= 0 && value <= 0xffffffff) {
    out.u8(0xce);
    out.u32(value);
  } else {
    out.u8(0xd3);
    out.i64(BigInt(value));
  }
}

function writeText(out: Writer, value: string): void {
  const data = text.encode(value);
  if (data.length < 32) {
    out.u8(0xa0 | data.length);
  } else if (data.length <= 0xffff) {
    out.u8(0xda);
    out.u16(data.length);
  } else {
    out.u8(0xdb);
    out.u32(data.length);
  }
  out.raw(data);
}

/** The 64-bit form: 30 bits of nanoseconds, 34 bits of seconds. */
function writeInstant(out: Writer, { seconds, nanos }: MsgpackInstant): void {
  out.u8(0xd7);
  out.u8(0xff);
  out.u64((BigInt(nanos) << 34n) | BigInt(seconds));
}

function writeHead(
  out: Writer,
  length: number,
  kind: { readonly small: number; readonly room: number; readonly next: number },
): void {
  if (length < kind.room) {
    out.u8(kind.small | length);
  } else if (length <= 0xffff) {
    out.u8(kind.next);
    out.u16(length);
  } else {
    out.u8(kind.next + 1);
    out.u32(length);
  }
}

const DEPTH_MAX = 16;

/**
 * Reads one MessagePack value into JSON's kinds; whole numbers past 2^53 lose their last digits.
 *
 * @throws RangeError or TypeError when the bytes are not one whole value of a kind that JSON has
 */
export function decodeMsgpack(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const skip = (count: number): number => {
    const from = at;
    at += count;
    if (at > bytes.length) throw new RangeError('MessagePack ends too early');
    return from;
  };
  const u8 = (): number => view.getUint8(skip(1));
  const u16 = (): number => view.getUint16(skip(2));
  const u32 = (): number => view.getUint32(skip(4));
  const words = (length: number): string => {
    const from = skip(length);
    return utf8.decode(bytes.subarray(from, from + length));
  };
  const list = (length: number, depth: number): unknown[] => {
    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) items.push(read(depth + 1));
    return items;
  };
  const map = (length: number, depth: number): Record<string, unknown> => {
    const entries: [string, unknown][] = [];
    for (let index = 0; index < length; index += 1) {
      const key = read(depth + 1);
      if (typeof key !== 'string') throw new TypeError('a MessagePack key is not a text');
      entries.push([key, read(depth + 1)]);
    }
    return Object.fromEntries(entries);
  };
  const wide: Readonly<Record<number, (depth: number) => unknown>> = {
    0xc0: () => null,
    0xc2: () => false,
    0xc3: () => true,
    0xca: () => view.getFloat32(skip(4)),
    0xcb: () => view.getFloat64(skip(8)),
    0xcc: u8,
    0xcd: u16,
    0xce: u32,
    0xcf: () => Number(view.getBigUint64(skip(8))),
    0xd0: () => view.getInt8(skip(1)),
    0xd1: () => view.getInt16(skip(2)),
    0xd2: () => view.getInt32(skip(4)),
    0xd3: () => Number(view.getBigInt64(skip(8))),
    0xd9: () => words(u8()),
    0xda: () => words(u16()),
    0xdb: () => words(u32()),
    0xdc: (depth) => list(u16(), depth),
    0xdd: (depth) => list(u32(), depth),
    0xde: (depth) => map(u16(), depth),
    0xdf: (depth) => map(u32(), depth),
  };
  const read = (depth: number): unknown => {
    if (depth > DEPTH_MAX) throw new RangeError('MessagePack is nested too deep');
    const head = u8();
    if (head < 0x80) return head;
    if (head < 0x90) return map(head & 0x0f, depth);
    if (head < 0xa0) return list(head & 0x0f, depth);
    if (head < 0xc0) return words(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    const known = wide[head];
    if (known === undefined) throw new TypeError('a MessagePack value is of no kind of JSON');
    return known(depth);
  };
  const value = read(0);
  if (at !== bytes.length) throw new RangeError('more than one MessagePack value');
  return value;
}
