import { formatInstant } from '../../core/time.ts';
import type { ChainedEntry } from '../../engine/ports.ts';
import type { Sequence } from '../../ledger/journal.ts';
import { encodeEntry } from '../../ledger/journal-codec.ts';
import type { AppContext } from './app-context.ts';
import { marksView } from '../views/marks.ts';

/** A topic of the event stream. */
export type Topic = 'entries' | 'marks';

/** All topics. */
export const TOPICS: readonly Topic[] = ['entries', 'marks'];

/** One event of a stream; `data` is JSON in one line. */
export interface StreamEvent {
  /** `entry`, `marks`, or `heartbeat` when there is nothing to report. */
  readonly event: 'entry' | 'marks' | 'heartbeat';
  /** Sequence number of an entry, to continue from after a break. */
  readonly id: number | undefined;
  readonly data: string;
}

/** Request for a stream. */
export interface StreamRequest {
  readonly topics: ReadonlySet<Topic>;
  /** Last entry already known; undefined for new entries only. */
  readonly after: number | undefined;
  readonly signal: AbortSignal;
}

const MARKS_EVERY_MS = 500;
const HEARTBEAT_MS = 10_000;
/** Entries sent in one batch, so that a long history does not become one long answer. */
const PAGE = 500;

/** Formats an entry for every surface; `entry` is the canonical form that the hash covers. */
function entryJson(mode: string, { entry, hash }: ChainedEntry): string {
  const { seq, at, body } = entry;
  const lead = JSON.stringify({ mode, seq, at: formatInstant(at), kind: body.kind, hash });
  return `${lead.slice(0, -1)},"entry":${encodeEntry(entry)}}`;
}

/**
 * Streams everything that happens once it is durable: entries in order without gaps, and current
 * marks every half second if they changed.
 *
 * Entries are read from the journal itself, so a late reader gets everything it missed.
 */
export async function* streamEvents(
  context: AppContext,
  { topics, after, signal }: StreamRequest,
): AsyncGenerator<readonly StreamEvent[]> {
  const { world, hub, journal } = context;
  const bell = createBell();
  const leave = hub.subscribe(() => bell.ring());
  const onAbort = (): void => bell.ring();
  signal.addEventListener('abort', onAbort, { once: true });
  let known = after ?? (await journal.head()).seq;
  let marks = '';
  let marksAt = Number.NEGATIVE_INFINITY;
  let toldAt = world.clock.monotonic();
  try {
    while (!signal.aborted) {
      const now = world.clock.monotonic();
      const events: StreamEvent[] = topics.has('entries') ? await readAfter(context, known) : [];
      const full = events.length === PAGE;
      known = events.at(-1)?.id ?? known;
      if (topics.has('marks') && !full && now - marksAt >= MARKS_EVERY_MS) {
        const data = JSON.stringify(marksView(context));
        if (data !== marks) events.push({ event: 'marks', id: undefined, data });
        marks = data;
        marksAt = now;
      }
      if (events.length === 0 && now - toldAt >= HEARTBEAT_MS) {
        events.push({ event: 'heartbeat', id: undefined, data: '' });
      }
      if (events.length > 0) {
        toldAt = now;
        yield events;
      }
      if (!full) await bell.wait(world.clock, topics.has('marks') ? MARKS_EVERY_MS : HEARTBEAT_MS);
    }
  } finally {
    leave();
    signal.removeEventListener('abort', onAbort);
  }
}

async function readAfter({ journal, mode }: AppContext, known: number): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const chained of journal.read((known + 1) as Sequence)) {
    const id = chained.entry.seq;
    events.push({ event: 'entry', id, data: entryJson(mode, chained) });
    if (events.length === PAGE) break;
  }
  return events;
}

interface Bell {
  ring(): void;
  /** Resolves when it rings, immediately if it has rung since the last wait, or after `ms`. */
  wait(clock: AppContext['world']['clock'], ms: number): Promise<void>;
}

function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait: (clock, ms) =>
      new Promise((resolve) => {
        const end = (): void => {
          cancel();
          wake = undefined;
          rung = false;
          resolve();
        };
        const cancel = clock.timer(ms, end);
        wake = end;
        if (rung) end();
      }),
  };
}
