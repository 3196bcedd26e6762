import { createFrameReader, type EventFrame } from './event-frames.ts';

/** Why a stream ended. */
export type StreamEnd = 'lost' | 'signed_out';

/**
 * Reads the server's stream from an entry to its end, and passes on the content of each chunk.
 *
 * @param from the sequence number of the first entry to read
 * @returns why the stream ended; network errors never throw
 */
export async function readStream(
  from: number,
  signal: AbortSignal,
  take: (frames: readonly EventFrame[]) => void,
): Promise<StreamEnd> {
  let reader: ReadableStreamDefaultReader<Uint8Array>;
  try {
    const response = await fetch(`/v1/stream?topics=entries,marks&from=${from}`, {
      headers: { accept: 'text/event-stream' },
      credentials: 'same-origin',
      signal,
    });
    if (response.status === 401) return 'signed_out';
    if (!response.ok || response.body === null) return 'lost';
    reader = response.body.getReader();
  } catch {
    return 'lost';
  }
  const decoder = new TextDecoder();
  const frames = createFrameReader();
  for (;;) {
    let piece: ReadableStreamReadResult<Uint8Array>;
    try {
      // Chunks arrive one after another.
      // oxlint-disable-next-line no-await-in-loop
      piece = await reader.read();
    } catch {
      return 'lost';
    }
    if (piece.done) return 'lost';
    take(frames(decoder.decode(piece.value, { stream: true })));
  }
}
