import { parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';

/** Standard input and output, or a replacement. */
export interface Pipe {
  /** Passes every chunk that arrives; the result ends it. */
  listen(take: (chunk: Uint8Array) => void): () => void;
  /** Resolves when the text is written. */
  write(text: string): Promise<void>;
}

/** A transport that knows its unanswered requests. */
export interface LineTransport extends Transport {
  /** Resolves once every received request has its answer. */
  settled(): Promise<void>;
}

/** Maximum size of one message in bytes; the server behind it accepts less. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

const NEWLINE = 10;
/** Error codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/**
 * Creates a JSON-RPC transport, one message per line, that answers unreadable lines too.
 *
 * A line that is not a message gets an error with a code instead of silence, and a line that is too
 * long is discarded up to its end instead of closing the connection.
 */
export function createLineTransport(pipe: Pipe): LineTransport {
  let unlisten: (() => void) | undefined;
  const owed = new Set<unknown>();
  let wake = (): void => {};
  const write = (message: unknown): Promise<void> => pipe.write(`${JSON.stringify(message)}\n`);
  const refuse = (code: number, message: string, id: unknown = null): void => {
    void write({ jsonrpc: '2.0', id, error: { code, message } });
  };
  const transport: LineTransport = {
    start() {
      unlisten = pipe.listen(splitLines(read, refuseLong));
      return Promise.resolve();
    },
    async send(message) {
      await write(message);
      if ('method' in message) return;
      owed.delete(message.id);
      if (owed.size === 0) wake();
    },
    settled() {
      if (owed.size === 0) return Promise.resolve();
      return new Promise((resolve) => (wake = resolve));
    },
    close() {
      unlisten?.();
      transport.onclose?.();
      return Promise.resolve();
    },
  };

  function refuseLong(): void {
    const message = `Expected a message of at most ${MESSAGE_BYTES_MAX} bytes, found a longer one.`;
    refuse(INVALID_REQUEST, message);
  }

  function read(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      refuse(PARSE_ERROR, 'Expected one JSON-RPC message per line, found invalid JSON.');
      return;
    }
    let message: ReturnType<typeof parseJSONRPCMessage>;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      refuse(INVALID_REQUEST, 'Expected a JSON-RPC 2.0 message, found other JSON.', idOf(value));
      return;
    }
    if ('method' in message && 'id' in message) owed.add(message.id);
    transport.onmessage?.(message);
  }

  return transport;
}

/** Splits chunks into lines; for a line that is too long, reports only that. */
function splitLines(
  line: (text: string) => void,
  tooLong: () => void,
): (chunk: Uint8Array) => void {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const keep = (piece: Uint8Array): void => {
    size += piece.length;
    if (size <= MESSAGE_BYTES_MAX) pieces.push(piece);
    else pieces = [];
  };
  const finish = (): void => {
    const text = joined(pieces).trim();
    const isTooLong = size > MESSAGE_BYTES_MAX;
    pieces = [];
    size = 0;
    if (isTooLong) tooLong();
    else if (text !== '') line(text);
  };
  return (chunk) => {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, from);
      keep(chunk.subarray(from, end < 0 ? chunk.length : end));
      if (end < 0) return;
      from = end + 1;
      finish();
    }
  };
}

/** Invalid UTF-8 becomes a replacement character, which no JSON-RPC message needs. */
function joined(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  const parts = pieces.map((piece) => decoder.decode(piece, { stream: true }));
  return parts.join('') + decoder.decode();
}

function idOf(value: unknown): string | number | null {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
