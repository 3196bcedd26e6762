import { messageOf } from '../../core/errors.ts';
import type { EpochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { Broker, BrokerEvent, StatementWindow, Submission } from '../../engine/ports.ts';
import type { BrokerSnapshot } from '../../ledger/journal.ts';
import { isWorking } from '../../orders/event.ts';
import type { OrderRequest } from '../../orders/request.ts';
import { alpacaError } from '../errors.ts';
import { toBrokerAccount } from '../wire/account.ts';
import { toNewOrder, toOrderPatch } from '../wire/order-request.ts';
import { toBrokerPosition } from '../wire/position.ts';
import { excerpt } from '../wire/json.ts';
import { type AccountReads, createAccountReads } from './account-reads.ts';
import { classifyCancel, classifySubmission } from './classify.ts';
import { keepConnected } from './connection.ts';
import { type BrokerClock, createBrokerClock } from './broker-clock.ts';
import type { Credentials } from './credentials.ts';
import type { AlpacaEnvironment } from './environment.ts';
import { createEventQueue, type EventQueue } from '../../core/event-queue.ts';
import { statusEvent, unlike } from './order-status.ts';
import { createRest, type HttpResult, type Rest, type RestOptions } from './rest.ts';
import { brokerEvents, createFillTracker, type FillTracker } from './trade-updates.ts';
import { type Heartbeat, runTradingSession } from './trading-session.ts';

/** Settings of the broker client. */
export interface AlpacaBrokerOptions {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  /** Bound account; responses from another one are refused. Absent: any account. */
  readonly accountId?: string;
  /** Requests per minute; 180 by default, and 12,000 in `sim`, where Quipu sets the limit. */
  readonly perMinute?: number;
  readonly timeoutMs?: number;
  readonly heartbeat?: Heartbeat;
  /** The broker's time, shared with other readers; its own by default. */
  readonly clock?: BrokerClock;
  /** Shared client of the trading API, so that all readers share one request budget. */
  readonly rest?: Rest;
}

const TIMEOUT_MS = 15_000;
const HEARTBEAT: Heartbeat = { everyMs: 10_000, answerMs: 5_000 };
const PER_MINUTE_SIM = 12_000;

/** Returns the REST options of the trading API for a mode. */
export function tradingRestOptions(options: AlpacaBrokerOptions): RestOptions {
  const { environment, credentials, timeoutMs = TIMEOUT_MS } = options;
  const perMinute = options.perMinute ?? (environment.mode === 'sim' ? PER_MINUTE_SIM : 180);
  return { origin: environment.tradingUrl, credentials, timeoutMs, perMinute };
}

/**
 * Creates the engine's broker over Alpaca.
 *
 * Quipu's paper broker and Alpaca's paper and live environments differ only in their addresses. An
 * order is sent once and never repeated here. Timestamps are the broker's; where a response has
 * none, its clock is used, or in `sim` its latest timestamp.
 */
export function createAlpacaBroker(world: World, options: AlpacaBrokerOptions): Broker {
  const { environment, credentials, heartbeat = HEARTBEAT } = options;
  const rest = options.rest ?? createRest(world, tradingRestOptions(options));
  const reads = createAccountReads(rest);
  const tracker = createFillTracker();
  const clock = options.clock ?? createBrokerClock(world);
  const present = createPresent(clock, environment.mode === 'sim');
  /** Queue of the `events` reader, while there is one. */
  let outlet: EventQueue<BrokerEvent> | undefined;
  const tell = (event: BrokerEvent): void => void outlet?.push(event);
  const sender: Sender = { rest, present, tracker, tell };

  return {
    mode: environment.mode,
    submit: async (order, canStillSend) => {
      const body = toNewOrder(order);
      return toSubmission(
        sender,
        order,
        await rest.once('POST', '/v2/orders', { body, canStillSend }),
      );
    },
    replace: async (id, next) => {
      const body = toOrderPatch(next);
      const path = `/v2/orders/${encodeURIComponent(id)}`;
      return toSubmission(sender, next, await rest.once('PATCH', path, { body }));
    },
    cancel: async (id) => {
      const path = `/v2/orders/${encodeURIComponent(id)}`;
      return classifyCancel(await rest.once('DELETE', path, { priority: 'urgent' }));
    },
    async find(id) {
      const report = await reads.orderByClientId(id);
      if (report === undefined) return undefined;
      present.advanceTo(report.updatedAt);
      const order = await reads.toBrokerOrder(report);
      const last = order.fills.at(-1);
      if (last !== undefined) tracker.caughtUp(order.id, last.cumulative);
      return order;
    },
    snapshot: (since) => readSnapshot(reads, { since, present, accountId: options.accountId }),
    events(signal) {
      const stop = new AbortController();
      const queue = createEventQueue<BrokerEvent>({ left: () => stop.abort() });
      const end = (): void => {
        // In this order: shutting down ourselves must not be reported as a disconnection.
        queue.end();
        stop.abort();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      outlet = queue;
      const run = { environment, credentials, heartbeat, reads, present, tracker };
      void listen(world, run, { queue, signal: stop.signal })
        .then(
          () => queue.end(),
          (error: unknown) => queue.fail(error),
        )
        .finally(() => {
          signal.removeEventListener('abort', end);
          if (outlet === queue) outlet = undefined;
        });
      return queue.items;
    },
  };
}

/** Broker time: its clock, or in `sim` its latest timestamp. */
interface Present extends BrokerClock {
  advanceTo(at: EpochMs): void;
}

function createPresent(clock: BrokerClock, simulated: boolean): Present {
  let latest: EpochMs | undefined;
  return {
    follow: (read) => clock.follow(read),
    now: () => (simulated && latest !== undefined ? latest : clock.now()),
    advanceTo: (at) => {
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

/** Classifies a response; any order state beyond resting is emitted as an event. */
function toSubmission(sender: Sender, request: OrderRequest, exchange: HttpResult): Submission {
  const { present, tracker, tell } = sender;
  const { submission, report } = classifySubmission(exchange, request, present.now());
  if (report === null) return submission;
  present.advanceTo(report.updatedAt);
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
  const clock = await present.follow(() => reads.clock());
  present.advanceTo(clock.at);
  const account = await reads.account();
  if (accountId !== undefined && account.id !== accountId) {
    throw alpacaError(
      'alpaca.wrong_account',
      `Expected account ${accountId}, found responses from ${account.id}.`,
      { next: 'Check which keys are in use.' },
    );
  }
  const positions = await reads.positions();
  const open = await reads.orders({ status: 'open', after: null });
  const openOrders = [];
  for (const order of open) openOrders.push(await reads.toBrokerOrder(order));
  // Read last, so that it includes everything the account already shows.
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
  to: { readonly queue: EventQueue<BrokerEvent>; readonly signal: AbortSignal },
): Promise<void> {
  const { environment, credentials, heartbeat, reads, present, tracker } = run;
  const { queue, signal } = to;
  const name = 'the trading stream';
  const link = { url: environment.tradingStreamUrl, name, timeoutMs: TIMEOUT_MS, signal };
  await keepConnected(world, link, async (connection) => {
    let open = false;
    const puzzled = (text: string): void =>
      world.log.write('warn', `${name} sent a message that Quipu cannot read`, {
        text: excerpt(text),
      });
    try {
      return await runTradingSession(
        connection,
        { credentials, heartbeat },
        {
          async opened() {
            if (environment.mode === 'sim') present.advanceTo((await reads.clock()).at);
            open = true;
            queue.push({ kind: 'connected', at: present.now() });
          },
          updated(update) {
            present.advanceTo(update.at);
            try {
              for (const event of brokerEvents(update, tracker)) queue.push(event);
            } catch (error) {
              // An unreadable update of an external order must not stop the updates of ours.
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
