import {
  Decoder,
  Encoder,
  encodeTimeSpecToTimestamp,
  EXT_TIMESTAMP,
  ExtensionCodec,
} from '@msgpack/msgpack';
import { type EpochMs, parseInstant } from '../../../core/time.ts';

/** Encoding of the frames of a data connection, chosen at the handshake. */
export interface DataCoding {
  /** Builds a frame from messages that are JSON texts. */
  frame(messages: readonly string[]): string | Uint8Array;
  /** Returns what a client sent as JSON text, or unchanged where it cannot be decoded. */
  read(data: string | Uint8Array): string | Uint8Array;
}

/** JSON in text frames; clients may send text or bytes. */
const JSON_CODING: DataCoding = {
  frame: (messages) => `[${messages.join(',')}]`,
  read: (data) => data,
};

/** Instant, for which MessagePack has a type and JSON does not. */
class Instant {
  readonly at: EpochMs;

  constructor(at: EpochMs) {
    this.at = at;
  }
}

const instants = new ExtensionCodec();
instants.register({
  type: EXT_TIMESTAMP,
  encode(value) {
    if (!(value instanceof Instant)) return null;
    const sec = Math.floor(value.at / 1_000);
    return encodeTimeSpecToTimestamp({ sec, nsec: (value.at - sec * 1_000) * 1_000_000 });
  },
  decode: () => null, // No message of a client carries an instant.
});

/** Longest list, map or string that a client may send; larger ones are not a subscription. */
const LENGTH_MAX = 65_536;

const encoder = new Encoder({ extensionCodec: instants });
const decoder = new Decoder({
  extensionCodec: instants,
  maxArrayLength: LENGTH_MAX,
  maxBinLength: LENGTH_MAX,
  maxExtLength: LENGTH_MAX,
  maxMapLength: LENGTH_MAX,
  maxStrLength: LENGTH_MAX,
});

/**
 * MessagePack in binary frames, with the field `t` of a message as a timestamp (extension -1);
 * clients may send text all the same.
 */
const MSGPACK_CODING: DataCoding = {
  frame: (messages) => encoder.encode(messages.map(withInstant)),
  read(data) {
    if (typeof data === 'string') return data;
    try {
      return JSON.stringify(decoder.decode(data));
    } catch {
      return data;
    }
  },
};

function withInstant(message: string): unknown {
  const value = JSON.parse(message) as Readonly<Record<string, unknown>>;
  const at = value['t'];
  return typeof at === 'string' ? { ...value, t: new Instant(parseInstant(at)) } : value;
}

/** Returns the coding that the headers of a handshake request. */
export function codingOf(headers: Readonly<Record<string, string>>): DataCoding {
  const type = headers['content-type'] ?? '';
  return type.startsWith('application/msgpack') ? MSGPACK_CODING : JSON_CODING;
}
