import type { SeededRandom } from '../../src/core/random.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import { price } from '../../src/core/decimal.ts';
import { ticker } from '../../src/market/symbol.ts';
import { derivedIds } from '../../src/engine/orders/identify.ts';
import { MANUAL_BOOK, type OrderTerms } from '../../src/orders/request.ts';
import { isTerminal } from '../../src/orders/lifecycle.ts';
import { draft } from '../../src/strategy/intent.ts';
import { HEADERS } from './house.ts';
import { universeSymbols } from './market.ts';
import type { Run } from './run-seed.ts';
import { count } from './sometimes.ts';
import { movedWords } from './statement-faults.ts';

/** An order of a user. */
interface OrderInput {
  readonly key: string;
  readonly resting: boolean;
  readonly sell: boolean;
  readonly shares: number;
}

/** How long a seed trades before the faults end. */
export const TRADING_MS = 8 * MINUTE;

/** Schedules a seed's events: crashes, and users who act more often than they should. */
export function schedule(run: Run): void {
  const random = run.world.kernel.random('script');
  if (!run.boring) {
    const crashes = random.chance(0.7) ? 1 + random.below(4) : 0;
    for (let crash = 0; crash < crashes; crash += 1) {
      const names = (['engine', 'engine', 'broker', 'both'] as const)[random.below(4)]!;
      run.world.after(random.below(TRADING_MS), () => {
        for (const name of names === 'both' ? (['engine', 'broker'] as const) : [names]) {
          if (run.world.alive(name)) run.world.crash(name);
        }
      });
    }
    if (random.chance(0.4)) crashInFlight(run, random);
    if (random.chance(0.5)) scheduleHalts(run, random);
    scheduleWeb(run, random);
    scheduleCancels(run, random);
    scheduleRaces(run, random);
    scheduleOwner(run);
  }
  const manual = 2 + random.below(6);
  for (let call = 0; call < manual; call += 1) {
    const at = random.below(TRADING_MS);
    const sell = random.chance(0.3);
    const wish = { resting: random.chance(0.5), sell, shares: sell ? 2 : 3 };
    const order = { key: `call-${call}`, ...wish };
    run.world.after(at, () => place(run, order));
    // An impatient user clicks twice but means one order.
    if (random.chance(0.5)) {
      run.world.after(at + random.below(20 * SECOND), () => place(run, order));
    }
  }
}

/** Crashes at the worst moments: an order was sent and its response is still unread. */
function crashInFlight({ world, disks }: Run, random: SeededRandom): void {
  let left = 1 + random.below(3);
  const until = world.kernel.now() + TRADING_MS;
  disks.wire.onPost = () => {
    if (left === 0 || world.kernel.now() > until || !random.chance(0.25)) return;
    left -= 1;
    world.after(random.below(25), () => {
      if (world.alive('engine')) world.crash('engine');
    });
  };
}

function scheduleHalts(run: Run, random: SeededRandom): void {
  const halts = 1 + random.below(2);
  for (let halt = 0; halt < halts; halt += 1) {
    const at = random.below(TRADING_MS);
    const held = 5 * SECOND + random.below(90 * SECOND);
    run.world.after(at, () => halted(run));
    run.world.after(at + held, () => resumed(run));
  }
}

function halted(run: Run): void {
  const { program, disks } = run;
  if (program === undefined) return;
  const event = { kind: 'halt', at: program.engine.now, by: 'a person', reason: 'fear' } as const;
  const { resumes } = disks.wire;
  void program.live.operator(event).then(
    () => {
      // A user who has resumed in the meantime does not rely on the halt.
      if (resumes === disks.wire.resumes) disks.wire.haltConfirmed = true;
    },
    () => {},
  );
}

function resumed(run: Run): void {
  const { program, disks } = run;
  if (program === undefined) return;
  disks.wire.haltConfirmed = false;
  disks.wire.resumes += 1;
  const event = { kind: 'resume', at: program.engine.now, by: 'a person', reason: 'hope' } as const;
  void program.live.operator(event).catch(() => {});
}

/** Simulates a user who trades on the broker's website, without notice to Quipu. */
function scheduleWeb(run: Run, random: SeededRandom): void {
  const orders = random.below(4);
  for (let order = 0; order < orders; order += 1) {
    const limit = random.chance(0.3);
    const side = order > 0 && random.chance(0.4) ? 'sell' : 'buy';
    run.world.after(random.below(TRADING_MS), () => {
      const body = JSON.stringify({
        symbol: universeSymbols()[5],
        qty: side === 'buy' ? '4' : '1',
        side,
        type: limit ? 'limit' : 'market',
        time_in_force: 'day',
        client_order_id: `web-${run.seed}-${order}`,
        ...(limit ? { limit_price: side === 'buy' ? '1' : '9000' } : {}),
      });
      const request = { method: 'POST', path: '/v2/orders', query: '', headers: HEADERS, body };
      // The order may be rejected, or the broker may be down: the website would report it.
      void Promise.resolve(run.broker?.handlers.handle(request)).catch(() => {});
    });
  }
}

/** Simulates a user who changes her mind, often just as an order fills. */
function scheduleCancels(run: Run, random: SeededRandom): void {
  const cancels = random.below(8);
  for (let cancel = 0; cancel < cancels; cancel += 1) {
    const drawn = random.below(1_000);
    run.world.after(random.below(TRADING_MS), () => {
      const { program } = run;
      if (program === undefined) return;
      const open = [...program.engine.portfolio.open.values()].filter(
        ({ status }) => !isTerminal(status),
      );
      const order = open[drawn % Math.max(1, open.length)]?.request.id;
      if (order === undefined) return;
      const at = program.engine.now;
      const event = { kind: 'cancel', at, by: 'a person', order, reason: 'no' } as const;
      void program.live.operator(event).catch(() => {});
    });
  }
}

/** Simulates the owner, who books what was moved at the broker and no other difference. */
function scheduleOwner(run: Run): void {
  const { moved } = run.options.statement;
  if (moved === null) return;
  const difference = movedWords(moved);
  for (let look = 1; look <= 20; look += 1) {
    run.world.after(moved.afterMs + look * 40 * SECOND, () => {
      const { program } = run;
      if (program?.engine.difference?.words !== difference) return;
      const say = { at: program.engine.now, by: 'the owner', reason: 'it is ours' } as const;
      void program.live.operator({ kind: 'adjust', difference, ...say }).then(
        ({ entries }) => {
          if (entries.length > 0) count(run.sometimes, 'difference taken in');
        },
        () => {},
      );
    });
  }
}

/** Simulates a user who cancels an order while it fills, in parts if the seed has them. */
function scheduleRaces(run: Run, random: SeededRandom): void {
  const races = 8 + random.below(16);
  for (let race = 0; race < races; race += 1) {
    const key = `race-${race}`;
    const at = random.below(TRADING_MS);
    const shares = 10 + random.below(30);
    run.world.after(at, () => place(run, { key, resting: false, sell: false, shares }));
    run.world.after(at + 200 + random.below(1_300), () => {
      const { program } = run;
      if (program === undefined) return;
      const order = idOf({ source: MANUAL_BOOK, key });
      const say = { at: program.engine.now, by: 'a person', reason: 'no, stop' } as const;
      void program.live.operator({ kind: 'cancel', order, ...say }).catch(() => {});
    });
  }
}

const idOf = derivedIds('simulated');

function place(run: Run, wish: OrderInput): void {
  const { key, resting, sell, shares } = wish;
  const { program } = run;
  if (program === undefined) return;
  const symbol = ticker(universeSymbols()[4]!);
  const market = program.engine.markets.get(symbol).price;
  const near = market * (sell ? 1.001 : 0.999);
  const terms: OrderTerms =
    resting && near > 0
      ? { type: 'limit', limitPrice: price(near.toFixed(2)) }
      : { type: 'market' };
  const event = {
    kind: 'place',
    at: program.engine.now,
    by: 'a person',
    draft: draft({ symbol, side: sell ? 'sell' : 'buy', quantity: shares, terms }),
    key,
    reason: 'because',
  } as const;
  // A driver that crashes or fails does not respond.
  void program.live.operator(event).catch(() => {});
}

/** Halts, and cancels open orders, so that everything can settle. */
export function wind(run: Run): void {
  const { program } = run;
  if (program === undefined) return;
  const at = program.engine.now;
  const say = { at, by: 'a person', reason: 'the day is over' } as const;
  void program.live.operator({ kind: 'halt', ...say }).catch(() => {});
  for (const order of program.engine.portfolio.open.keys()) {
    void program.live.operator({ kind: 'cancel', order, ...say }).catch(() => {});
  }
}
