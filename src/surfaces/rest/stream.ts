import type { AppContext } from '../../app/context/app-context.ts';
import {
  type StreamEvent,
  streamEvents,
  type Topic,
  TOPICS,
} from '../../app/context/event-stream.ts';
import type { ServerRequest, ServerResponse } from '../../core/http.ts';
import { invalidInput } from '../../core/schema.ts';

/**
 * Handles `GET /v1/stream?topics=entries,marks&from=N`: server-sent events.
 *
 * An `entry` carries its sequence number as its id; a reader that reconnects with `Last-Event-ID`
 * gets the entries it missed. `from` is the first entry; without either, only new entries are sent.
 */
export function openStream(request: ServerRequest, context: AppContext): ServerResponse {
  const { topics, after } = readRequest(request);
  const signal = request.signal ?? new AbortController().signal;
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
    body: toText(streamEvents(context, { topics, after, signal })),
  };
}

async function* toText(pages: AsyncIterable<readonly StreamEvent[]>): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for await (const events of pages) yield events.map(frame).join('');
}

function frame({ event, id, data }: StreamEvent): string {
  if (event === 'heartbeat') return ': still here\n\n';
  const lead = id === undefined ? '' : `id: ${id}\n`;
  return `${lead}event: ${event}\ndata: ${data}\n\n`;
}

function readRequest(request: ServerRequest): {
  readonly topics: ReadonlySet<Topic>;
  readonly after: number | undefined;
} {
  const query = new URLSearchParams(request.query);
  for (const name of query.keys()) {
    if (name !== 'topics' && name !== 'from') {
      throw invalidInput([{ path: name, message: 'unknown field; expected topics or from' }]);
    }
  }
  const topics = new Set<Topic>();
  for (const word of (query.get('topics') ?? TOPICS.join(',')).split(',')) {
    const topic = TOPICS.find((known) => known === word);
    if (topic === undefined) {
      const message = `expected some of ${TOPICS.join(', ')}, found "${word}"`;
      throw invalidInput([{ path: 'topics', message }]);
    }
    topics.add(topic);
  }
  const last = request.headers['last-event-id'];
  const from = query.get('from');
  if (last !== undefined && last !== '') {
    return { topics, after: wholeNumber('Last-Event-ID', last) };
  }
  return { topics, after: from === null ? undefined : Math.max(0, wholeNumber('from', from) - 1) };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidInput([{ path: name, message: `expected a sequence number, found "${text}"` }]);
}
