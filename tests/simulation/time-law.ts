import type { SeededRandom } from '../../src/core/random.ts';
import { DAY, type EpochMs, isoDate, later, MINUTE, SECOND } from '../../src/core/time.ts';
import type { Broker, BrokerEvent } from '../../src/engine/ports.ts';
import type { World } from '../../src/core/world.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { FENCE_MS } from '../../src/engine/orders/settle.ts';
import { sessionAt, sessionOn } from '../../src/market/calendar.ts';
import type { MarketSource } from '../../src/simulator/source/source.ts';

/** When a seed runs, and how the wall clocks change meanwhile. */
export interface TimePlan {
  /** Instant at which the market data begins. */
  readonly start: EpochMs;
  /** Whether the middle of each trading day is skipped, so that a seed sees several days. */
  readonly shortDays: boolean;
  /** Jumps of wall clocks: when, whose, and by how much. */
  readonly jumps: readonly WallJump[];
}

/** One change of a wall clock. */
export interface WallJump {
  readonly afterMs: number;
  readonly program: 'engine' | 'broker';
  readonly ms: number;
}

const USUAL = sessionOn(isoDate('2024-01-03'))!;

/** Both changes of daylight saving time, a half day, the end of a year, and a leap day. */
const DATES = ['2024-03-08', '2024-11-01', '2024-07-03', '2024-12-31', '2024-02-28'] as const;

/** Part of a day that runs at each end when its middle is skipped. */
const EDGE_MS = 2.5 * MINUTE;

/** Half of the seeds run the first minutes of one day; the others see days change. */
export function drawTimePlan(
  random: SeededRandom,
  { boring, tradingMs }: { readonly boring: boolean; readonly tradingMs: number },
): TimePlan {
  const shortDays = random.chance(0.5);
  const date = DATES[random.below(DATES.length)]!;
  const atClose = random.chance(0.7);
  const jumpy = random.chance(0.5);
  const count = 1 + random.below(4);
  const jumps = Array.from({ length: count }, (): WallJump => {
    const size = SECOND * Math.exp(random.fraction() * Math.log(DAY / SECOND));
    const ms = Math.round(random.chance(0.5) ? size : -size);
    const program = random.chance(0.8) ? 'engine' : 'broker';
    return { afterMs: random.below(tradingMs), program, ms };
  });
  const session = sessionOn(isoDate(date))!;
  const start = atClose ? later(session.close, -2 * MINUTE) : session.open;
  const plain = boring || !shortDays;
  return {
    start: plain ? USUAL.open : start,
    shortDays: !plain,
    jumps: jumpy && !boring ? jumps : [],
  };
}

/** Returns the end of a day's skipped middle when an instant falls in it. */
export function middleEnd(at: EpochMs): EpochMs | undefined {
  const session = sessionAt(at);
  if (session === undefined) return undefined;
  const end = later(session.close, -EDGE_MS);
  return at >= session.open + EDGE_MS && at < end ? end : undefined;
}

/** A market without the middle of its days. */
export function shortDays(source: MarketSource): MarketSource {
  const peekAt = (): EpochMs | undefined => {
    const at = source.peekAt();
    const end = at === undefined ? undefined : middleEnd(at);
    if (end === undefined) return at;
    source.skipTo(end);
    return source.peekAt();
  };
  return {
    ...source,
    peekAt,
    next() {
      peekAt();
      return source.next();
    },
  };
}

/** Delay after which a statement is overdue, with a tick or two to notice. */
const OVERDUE_MS = 2 * SECOND;
/** Time that the engine needs to notice a change of its wall clock. */
const NOTICED_MS = 1_200;
/** Less than this is the drift of a clock, not a jump. */
const JUMP_MS = 2_000;

/**
 * The time law (INV-41): waits run on the monotonic clock, so that a wall clock can be set at any
 * moment. Statement requests continue, and no buy is sent until a statement requested after the
 * jump is read.
 */
export class TimeLaw {
  readonly findings: string[] = [];
  readonly #everyMs: number;
  #up = false;
  #requestedAt = 0;
  #jumps = 0;
  /** Statement requests without a response. */
  #pending = 0;
  #unread: number | undefined;
  readonly #sentAt = new Map<string, number>();

  /** @param everyMs how often a statement is due */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Starts a run of the engine. */
  boot(at: number): void {
    this.#up = false;
    this.#pending = 0;
    this.#requestedAt = at;
    this.#unread = undefined;
  }

  /** Records that the engine's wall clock was set. */
  jumped(at: number, ms: number): void {
    if (Math.abs(ms) < JUMP_MS) return;
    this.#jumps += 1;
    this.#unread = at;
  }

  /** Records that an order leaves the engine. */
  sending({ id, buys }: { readonly id: string; readonly buys: boolean }, at: number): void {
    const sent = this.#sentAt.get(id);
    this.#sentAt.set(id, at);
    if (sent !== undefined && at - sent < FENCE_MS) {
      this.findings.push(`INV-41: ${id} left again after ${at - sent} ms`);
    }
    if (!buys) return;
    if (this.#unread === undefined || at - this.#unread <= NOTICED_MS) return;
    this.findings.push(
      `INV-41: ${id} left before the account was read after the wall clock jumped`,
    );
  }

  /** Records that the engine handled a statement response or its failure. */
  answered(): void {
    this.#pending -= 1;
  }

  /** Records a handled tick: a due statement without a request is a finding. */
  ticked(at: number): void {
    if (this.#pending > 0) this.#requestedAt = at;
    if (!this.#up || at - this.#requestedAt <= this.#everyMs + OVERDUE_MS) return;
    const seconds = Math.round((at - this.#requestedAt) / 1_000);
    this.findings.push(`INV-41: no statement was requested for ${seconds} s`);
    this.#requestedAt = at;
  }

  /** Returns the broker and watches its messages. */
  over(broker: Broker, { clock }: Pick<World, 'clock'>): Broker {
    const connection = ({ kind }: BrokerEvent): void => {
      if (kind === 'connected') this.#requestedAt = clock.monotonic();
      if (kind === 'connected' || kind === 'disconnected') this.#up = kind === 'connected';
    };
    return {
      ...broker,
      async *events(signal) {
        for await (const event of broker.events(signal)) {
          connection(event);
          yield event;
        }
      },
      snapshot: async (since) => {
        const jumps = this.#jumps;
        this.#requestedAt = clock.monotonic();
        this.#pending += 1;
        const snapshot = await broker.snapshot(since);
        if (jumps === this.#jumps) this.#unread = undefined;
        return snapshot;
      },
    };
  }
}

const NEW_YORK = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
});

/**
 * INV-40: each trading day opens once, at 9:30 New York time, and is named by New York's
 * date. The time zone data of the platform are the oracle, not our own calendar.
 */
export function tradingDays(entries: readonly JournalEntry[]): string[] {
  const found: string[] = [];
  const opened = new Set<string>();
  let last = '';
  for (const { body, at } of entries) {
    if (body.kind !== 'session') continue;
    const { phase, date } = body;
    const [day, time] = NEW_YORK.format(at).split(', ');
    // A market that skips its nights may have reopened when its close is reported.
    const fits = phase === 'open' ? day === date : day! >= date;
    if (!fits) found.push(`INV-40: ${phase} of ${date} is recorded on ${day}`);
    if (date < last) found.push(`INV-40: ${phase} of ${date} comes after ${last}`);
    last = date;
    if (phase !== 'open') continue;
    if (opened.has(date)) found.push(`INV-40: ${date} opens twice`);
    if (time! < '09:30') found.push(`INV-40: ${date} opens at ${time}`);
    opened.add(date);
  }
  return found;
}
