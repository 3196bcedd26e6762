import { messageOf } from '../../core/errors.ts';
import type { EpochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Broker, BrokerEvent, StatementWindow, Submission } from '../../engine/ports.ts';
import type { BrokerSnapshot } from '../../ledger/journal.ts';
import type { OrderRequest } from '../../orders/request.ts';
import { alpacaError } from '../errors.ts';
import { toBrokerAccount } from '../wire/account.ts';
import { toNewOrder, toOrderPatch } from '../wire/order-request.ts';
import { toBrokerPosition } from '../wire/position.ts';
import { excerpt } from '../wire/json.ts';
import { type AccountReads, createAccountReads } from './account-reads.ts';
import { classifyCancel, classifySubmission } from './classify.ts';
import { keepConnected } from './connection.ts';
import type { Credentials } from './credentials.ts';
import type { AlpacaEnvironment } from './environment.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { isWorking, statusEvent, unlike } from './order-words.ts';
import { createRest, type Exchange, type Rest, type RestOptions } from './rest.ts';
import { brokerEvents, createFillTracker, type FillTracker } from './trade-updates.ts';
import { type Heartbeat, runTradingSession } from './trading-session.ts';

/** What the broker's client needs to know. */
export interface AlpacaBrokerOptions {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  /** The account that is bound; answers from another one are refused. Absent: any. */
  readonly accountId?: string;
  /** Requests a minute; 180 by default, and 12,000 in `sim`, whose limit is ours to set. */
  readonly perMinute?: number;
  readonly timeoutMs?: number;
  readonly heartbeat?: Heartbeat;
  /** A client of the trading API that others read with, so that all share one budget. */
  readonly rest?: Rest;
}

const TIMEOUT_MS = 15_000;
const HEARTBEAT: Heartbeat = { everyMs: 10_000, answerMs: 5_000 };
const PER_MINUTE_SIM = 12_000;

/** The REST options of the trading API, by mode. */
export function tradingRestOptions(options: AlpacaBrokerOptions): RestOptions {
  const { environment, credentials, timeoutMs = TIMEOUT_MS } = options;
  const perMinute = options.perMinute ?? (environment.mode === 'sim' ? PER_MINUTE_SIM : 180);
  return { origin: environment.tradingUrl, credentials, timeoutMs, perMinute };
}

/**
 * Alpaca as the engine's broker: the paper server of ours, the paper environment and the live one
 * differ by their addresses only.
 *
 * Orders are sent once and never repeated here. Instants are the broker's own; where an answer
 * names none they are the world's, in `sim` the last that the broker told.
 */
export function createAlpacaBroker(world: World, options: AlpacaBrokerOptions): Broker {
  const { environment, credentials, heartbeat = HEARTBEAT } = options;
  const rest = options.rest ?? createRest(world, tradingRestOptions(options));
  const reads = createAccountReads(rest);
  const tracker = createFillTracker();
  const present = createPresent(world, environment.mode === 'sim');
  /** Where the reader of `events` is fed, while there is one. */
  let outlet: Inbox<BrokerEvent> | undefined;
  const tell = (event: BrokerEvent): void => outlet?.push(event);
  const sender: Sender = { rest, present, tracker, tell };

  return {
    mode: environment.mode,
    submit: async (order, mayLeave) => {
      const body = toNewOrder(order);
      return judge(sender, order, await rest.once('POST', '/v2/orders', { body, mayLeave }));
    },
    replace: async (id, next) => {
      const body = toOrderPatch(next);
      const path = `/v2/orders/${encodeURIComponent(id)}`;
      return judge(sender, next, await rest.once('PATCH', path, { body }));
    },
    cancel: async (id) => {
      const path = `/v2/orders/${encodeURIComponent(id)}`;
      return classifyCancel(await rest.once('DELETE', path, { priority: 'urgent' }));
    },
    async find(id) {
      const report = await reads.orderByClientId(id);
      if (report === undefined) return undefined;
      present.heard(report.updatedAt);
      const order = await reads.toBrokerOrder(report);
      const last = order.fills.at(-1);
      if (last !== undefined) tracker.caughtUp(order.id, last.cumulative);
      return order;
    },
    snapshot: (since) => readSnapshot(reads, { since, present, accountId: options.accountId }),
    events(signal) {
      const stop = new AbortController();
      const queue = createInbox<BrokerEvent>(() => stop.abort());
      const end = (): void => {
        // In this order: our own leaving is not a disconnection that anyone needs to hear of.
        queue.end();
        stop.abort();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      outlet = queue;
      const run = { environment, credentials, heartbeat, reads, present, tracker };
      void listen(world, run, { queue, signal: stop.signal })
        .then(queue.end, queue.fail)
        .finally(() => {
          signal.removeEventListener('abort', end);
          if (outlet === queue) outlet = undefined;
        });
      return queue.items;
    },
  };
}

/** The broker's present: the world's, or in `sim` the latest instant that the broker told. */
interface Present {
  now(): EpochMs;
  heard(at: EpochMs): void;
}

function createPresent(world: World, simulated: boolean): Present {
  let latest: EpochMs | undefined;
  return {
    now: () => (simulated && latest !== undefined ? latest : world.clock.now()),
    heard: (at) => {
      if (latest === undefined || at > latest) latest = at;
    },
  };
}

interface Sender {
  readonly rest: Rest;
  readonly present: Present;
  readonly tracker: FillTracker;
  readonly tell: (event: BrokerEvent) => void;
}

/** Judges an answer; what the order has become beyond resting is told as an event. */
function judge(sender: Sender, request: OrderRequest, exchange: Exchange): Submission {
  const { present, tracker, tell } = sender;
  const { submission, report } = classifySubmission(exchange, request, present.now());
  if (report === null) return submission;
  present.heard(report.updatedAt);
  const { evidence, at } = submission;
  if (unlike(request, report) !== undefined) {
    tell({ kind: 'order', event: { kind: 'quarantined', at, order: request.id, evidence } });
    return submission;
  }
  if (!isWorking(report.status) && submission.kind === 'acknowledged') {
    tell({ kind: 'order', event: statusEvent(report, at, evidence) });
  }
  if (!tracker.knows(report.id, report.filled)) {
    const cumulative = report.filled;
    const event = { kind: 'fill_gap', at, order: request.id, cumulative, evidence } as const;
    tell({ kind: 'order', event });
  }
  return submission;
}

async function readSnapshot(
  reads: AccountReads,
  asked: {
    readonly since: StatementWindow;
    readonly present: Present;
    readonly accountId: string | undefined;
  },
): Promise<BrokerSnapshot> {
  const { since, present, accountId } = asked;
  const clock = await reads.clock();
  present.heard(clock.at);
  const account = await reads.account();
  if (accountId !== undefined && account.id !== accountId) {
    throw alpacaError(
      'alpaca.wrong_account',
      `Expected account ${accountId}, found the answers of ${account.id}.`,
      { next: 'Check which keys are in use.' },
    );
  }
  const positions = await reads.positions();
  const open = await reads.orders({ status: 'open', after: null });
  const openOrders = [];
  for (const order of open) openOrders.push(await reads.toBrokerOrder(order));
  // Last, so that whatever the account already shows is in it.
  const { fills, flows } = await reads.activitySince(since);
  return {
    at: clock.at,
    account: toBrokerAccount(account),
    positions: positions.map(toBrokerPosition),
    openOrders,
    fills,
    flows,
  };
}

interface Listening {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  readonly heartbeat: Heartbeat;
  readonly reads: AccountReads;
  readonly present: Present;
  readonly tracker: FillTracker;
}

async function listen(
  world: World,
  run: Listening,
  to: { readonly queue: Inbox<BrokerEvent>; readonly signal: AbortSignal },
): Promise<void> {
  const { environment, credentials, heartbeat, reads, present, tracker } = run;
  const { queue, signal } = to;
  const name = 'the trading stream';
  const link = { url: environment.tradingStreamUrl, name, timeoutMs: TIMEOUT_MS, signal };
  await keepConnected(world, link, async (connection) => {
    let open = false;
    const puzzled = (text: string): void =>
      world.log.write('warn', `${name} said what we do not understand`, { text: excerpt(text) });
    try {
      return await runTradingSession(
        connection,
        { credentials, heartbeat },
        {
          async opened() {
            if (environment.mode === 'sim') present.heard((await reads.clock()).at);
            open = true;
            queue.push({ kind: 'connected', at: present.now() });
          },
          updated(update) {
            present.heard(update.at);
            try {
              for (const event of brokerEvents(update, tracker)) queue.push(event);
            } catch (error) {
              // Somebody else's order in words of its own is no reason to stop hearing ours.
              puzzled(`${update.event} of order ${update.order.id}: ${messageOf(error)}`);
            }
          },
          puzzled,
        },
      );
    } finally {
      if (open) queue.push({ kind: 'disconnected', at: present.now() });
    }
  });
}
