import { parseInstant } from '../../core/time.ts';
import { decodeMsgpack, encodeMsgpack, type MsgpackInstant } from './msgpack.ts';

/** How a data connection writes its frames, chosen at the handshake. */
export interface DataCoding {
  /** A frame of messages that are JSON texts. */
  frame(messages: readonly string[]): string | Uint8Array;
  /** What a client sent, as JSON text or as what JSON cannot read. */
  read(data: string | Uint8Array): string | Uint8Array;
}

/** JSON in text frames; what clients send may be text or bytes. */
const JSON_CODING: DataCoding = {
  frame: (messages) => `[${messages.join(',')}]`,
  read: (data) => data,
};

/** MessagePack in binary frames, instants in its own form; clients may send text all the same. */
const MSGPACK_CODING: DataCoding = {
  frame: (messages) => encodeMsgpack(JSON.parse(`[${messages.join(',')}]`), instantOf),
  read(data) {
    if (typeof data === 'string') return data;
    try {
      return JSON.stringify(decodeMsgpack(data));
    } catch {
      return data;
    }
  },
};

/** The coding that the headers of a handshake ask for. */
export function codingOf(headers: Readonly<Record<string, string>>): DataCoding {
  const type = headers['content-type'] ?? '';
  return type.startsWith('application/msgpack') ? MSGPACK_CODING : JSON_CODING;
}

function instantOf(key: string, text: string): MsgpackInstant | undefined {
  if (key !== 't') return undefined;
  const ms = parseInstant(text);
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 };
}
