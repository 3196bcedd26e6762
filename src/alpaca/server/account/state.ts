import { money } from '../../../core/decimal.ts';
import { type EpochMs, epochMs, MINUTE } from '../../../core/time.ts';
import type { ExchangeEvent } from '../../../simulator/exchange.ts';
import type { MarketSource } from '../../../simulator/source/source.ts';
import { type AccountFile, emptyFile, recordEvent } from './account-file.ts';
import type { Committer } from './committer.ts';
import type { Desk } from '../desk.ts';
import { type ExchangeStyle, openExchange, reopenExchange } from '../market/exchange-life.ts';
import { createMarketClock } from '../market/market-clock.ts';
import { createMarketView, type ServedMarket, see } from '../market/market-view.ts';
import type { PaperBrokerSetup } from '../options.ts';
import { type AccountLogRecord, readRecord, writeRecord } from './records.ts';

/** How much market history is replayed rather than skipped, so that quotes exist at the start. */
const WARM_UP_MS = 10 * MINUTE;

/** Account state from the log, and every event of its exchange. */
export interface Recovered {
  readonly file: AccountFile;
  readonly events: readonly ExchangeEvent[];
}

/**
 * Reads the log from the first record on.
 *
 * @throws QuipuError `alpaca.log_unreadable`
 */
export async function recover(records: AsyncIterable<string>): Promise<Recovered> {
  const file = emptyFile();
  let events: ExchangeEvent[] = [];
  let line = 0;
  for await (const text of records) {
    line += 1;
    const record = readRecord(text, line);
    if (record.kind === 'opened') events = [];
    if (record.kind === 'event') events.push(record.event);
    recordEvent(file, record);
  }
  return { file, events };
}

/** Advances a source to an instant and creates its view. */
function marketAt(source: MarketSource, now: EpochMs): ServedMarket {
  const from = epochMs(now - WARM_UP_MS);
  source.skipTo(from);
  const view = createMarketView(source, from);
  for (let next = source.peekAt(); next !== undefined && next <= now; next = source.peekAt()) {
    const event = source.next();
    if (event === undefined) break;
    see(view, event);
  }
  return view;
}

/** Callbacks of a desk. */
export interface DeskVoice {
  /** Called before account updates are sent, so that the underlying prices go first. */
  before: () => void;
  /** Called with an event right after it was applied, to write its update. */
  readonly write: (desk: Desk, event: ExchangeEvent) => (() => void) | undefined;
}

/** Creates the desk of a recovered account, or of a new one when the log was empty. */
export function createDesk(
  setup: PaperBrokerSetup,
  recovered: Recovered,
  committer: Committer,
  voice: DeskVoice,
): Desk {
  const { world, source, clock, options = {} } = setup;
  const { file, events } = recovered;
  const start = file.lastAt ?? clock.start;
  const now = start > source.startsAt ? start : source.startsAt;
  const market = marketAt(source, now);
  const keep = (records: readonly AccountLogRecord[]): void => {
    for (const record of records) recordEvent(file, record);
    committer.add(records.map((record) => writeRecord(record)));
  };
  const known = file.lastAt !== undefined;
  const desk: Desk = {
    exchange: known
      ? reopenExchange(styleOf(setup), pastOf(file, events), market, now)
      : openExchange(styleOf(setup), pastOf(file, events), market, now),
    file,
    market,
    clock: createMarketClock(world.clock, now, { speed: clock.speed }),
    random: world.random,
    keep,
    collect: () => collect(desk, committer, voice),
  };
  if (!known) openAccount(desk, setup, { seed: options.seed ?? world.random.u32() });
  return desk;
}

function styleOf({ options = {} }: PaperBrokerSetup): ExchangeStyle {
  return {
    ...(options.fills === undefined ? {} : { fills: options.fills }),
    ...(options.fees === undefined ? {} : { fees: options.fees }),
  };
}

function pastOf(file: AccountFile, events: readonly ExchangeEvent[]) {
  const { id, seed, ownIds, openingCash, openedAt } = file;
  return {
    seed,
    cash: openingCash,
    openedAt,
    events,
    // Before an account is opened there is no account id to derive from.
    ...(ownIds && id !== '' ? { account: id } : {}),
  };
}

/** Replaces any account with a new one and a new exchange. */
export function openAccount(
  desk: Desk,
  setup: PaperBrokerSetup,
  terms: { readonly seed: number; readonly cash?: string },
): void {
  const { random, file, clock } = desk;
  const { options = {} } = setup;
  const cash = terms.cash === undefined ? (options.cash ?? money(100_000)) : money(terms.cash);
  const number = `PA${random.uuid().replaceAll('-', '').slice(0, 10).toUpperCase()}`;
  const at = clock.now();
  const { seed } = terms;
  desk.keep([{ kind: 'opened', at, id: random.uuid(), number, seed, cash, ids: 'account' }]);
  desk.exchange = openExchange(styleOf(setup), pastOf(file, []), desk.market, at);
  desk.collect();
}

function collect(desk: Desk, committer: Committer, voice: DeskVoice): void {
  const events = desk.exchange.drain();
  if (events.length === 0) return;
  const news: (() => void)[] = [];
  for (const event of events) {
    desk.keep([{ kind: 'event', at: event.at, event }]);
    const send = voice.write(desk, event);
    if (send !== undefined) news.push(send);
  }
  voice.before();
  committer.after(() => {
    for (const send of news) send();
  });
}
