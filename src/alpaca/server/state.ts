import { money } from '../../core/decimal.ts';
import { type EpochMs, epochMs, MINUTE } from '../../core/time.ts';
import type { ExchangeEvent } from '../../simulator/exchange.ts';
import type { MarketSource } from '../../simulator/market/source.ts';
import { type AccountFile, emptyFile, enter } from './account-file.ts';
import type { Committer } from './committer.ts';
import type { Desk } from './desk.ts';
import { type ExchangeStyle, openExchange, reopenExchange } from './exchange-life.ts';
import { createMarketClock } from './market-clock.ts';
import { createMarketView, type MarketView, see } from './market-view.ts';
import type { PaperBrokerSetup } from './options.ts';
import { type AccountRecord, readRecord, writeRecord } from './records.ts';

/** How far back the market is drawn rather than skipped, so that there are quotes at the start. */
const WARM_UP_MS = 10 * MINUTE;

/** What the log says of the account, and every event of its exchange. */
export interface Recovered {
  readonly file: AccountFile;
  readonly events: readonly ExchangeEvent[];
}

/**
 * Reads the log from its first record.
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
    enter(file, record);
  }
  return { file, events };
}

/** Brings a source to an instant and makes the view of it. */
function marketAt(source: MarketSource, now: EpochMs): MarketView {
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

/** What a desk sends to whoever listens. */
export interface DeskVoice {
  /** Called before news of the account goes out, so that the prices behind it go first. */
  before: () => void;
  /** Called with an event right after it was entered, to write its news. */
  readonly write: (desk: Desk, event: ExchangeEvent) => (() => void) | undefined;
}

/** Makes the desk of a recovered account, or of a new one when the log was empty. */
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
  const keep = (records: readonly AccountRecord[]): void => {
    for (const record of records) enter(file, record);
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
  return { seed: file.seed, cash: file.openingCash, openedAt: file.openedAt, events };
}

/** Opens a new account in place of whatever there was, with an exchange of its own. */
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
  desk.keep([{ kind: 'opened', at, id: random.uuid(), number, seed: terms.seed, cash }]);
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
