import { type Money, money } from '../../../core/decimal.ts';
import { type EpochMs, parseInstant } from '../../../core/time.ts';
import type { Mode } from '../../../ledger/journal.ts';

/** The account in a broker statement. */
export interface Stated {
  /** Time of the statement, on the broker's clock. */
  readonly at: EpochMs;
  readonly buyingPower: Money;
}

/** Current values from the server's stream. */
export interface Marks {
  readonly mode: Mode;
  /** The instant of the market clock. */
  readonly at: EpochMs;
  readonly open: boolean;
  /** The engine's state, `starting` and `recovering` included. */
  readonly state: string;
  /** Dollars; NaN when it is not known. */
  readonly equity: number;
  readonly prices: ReadonlyMap<string, number>;
  /** Equity by book; NaN when it is not known. */
  readonly books: ReadonlyMap<string, number>;
  readonly brokerUp: boolean;
  /** The latest broker statement; null before the first. */
  readonly stated: Stated | null;
  /** Age of the last market event on the world clock; null before the first. */
  readonly marketAgeMs: number | null;
}

interface MarksWire {
  readonly mode: Mode;
  readonly at: string;
  readonly open: boolean;
  readonly state: string;
  readonly equity: string | null;
  readonly prices: Readonly<Record<string, string>>;
  readonly books: Readonly<Record<string, string | null>>;
  readonly broker: 'up' | 'down';
  readonly stated: { readonly at: string; readonly buying_power: string } | null;
  readonly market_age_ms: number | null;
}

const number = (text: string | null): number => (text === null ? Number.NaN : Number(text));

function readStated({ at, buying_power: power }: NonNullable<MarksWire['stated']>): Stated {
  return { at: parseInstant(at), buyingPower: money(power) };
}

/**
 * Reads one `marks` event of the stream.
 *
 * @throws SyntaxError or QuipuError when the event does not have the server's format
 */
export function readMarks(text: string): Marks {
  const wire = JSON.parse(text) as MarksWire;
  return {
    mode: wire.mode,
    at: parseInstant(wire.at),
    open: wire.open,
    state: wire.state,
    equity: number(wire.equity),
    prices: new Map(Object.entries(wire.prices).map(([symbol, price]) => [symbol, Number(price)])),
    books: new Map(Object.entries(wire.books).map(([book, equity]) => [book, number(equity)])),
    brokerUp: wire.broker === 'up',
    stated: wire.stated === null ? null : readStated(wire.stated),
    marketAgeMs: wire.market_age_ms,
  };
}
