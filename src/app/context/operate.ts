import { messageOf } from '../../core/errors.ts';
import type { ControlEvent, Outcome } from '../../engine/events.ts';
import type { OrderStatus } from '../../orders/lifecycle.ts';
import type { ClientOrderId } from '../../orders/request.ts';
import type { TradeContext } from './app-context.ts';
import { orderOf } from '../projections/entry-broadcast.ts';
import { appError } from '../kit/errors.ts';

/**
 * Passes a user's event to the engine; resolves once its results are durable.
 *
 * @throws QuipuError `app.engine_stopped` when the engine has stopped
 */
export async function operate(context: TradeContext, event: ControlEvent): Promise<Outcome> {
  try {
    return await context.live.operator(event);
  } catch (error) {
    throw appError('app.engine_stopped', `The engine has stopped: ${messageOf(error)}.`, {
      next: 'See the server log, then start it again.',
      cause: error,
    });
  }
}

/** How long an answer waits for the first broker response to an order. */
const FIRST_WORD_MS = 5_000;

const ON_ITS_WAY: ReadonlySet<OrderStatus> = new Set<OrderStatus>([
  'planned',
  'intent',
  'in_flight',
]);

/** Resolves at the first broker response to an order, or after five seconds. */
export async function firstBrokerResponse(context: TradeContext, id: ClientOrderId): Promise<void> {
  const isHeard = (): boolean => {
    const status = context.engine.portfolio.orders.get(id)?.status;
    return status === undefined || !ON_ITS_WAY.has(status);
  };
  if (isHeard()) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      leave();
      cancel();
      resolve();
    };
    const leave = context.hub.subscribe((entries) => {
      if (entries.some((entry) => orderOf(entry) === id) && isHeard()) end();
    });
    const cancel = context.world.clock.timer(FIRST_WORD_MS, end);
  });
}
