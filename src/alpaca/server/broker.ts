import { messageOf } from '../../core/errors.ts';
import type { ServerResponse } from '../../core/http.ts';
import type { ListenerHandlers } from '../../core/world.ts';
import { accountRoutes } from './routes/account.ts';
import { activityRoutes } from './routes/activities.ts';
import { assetRoutes } from './routes/assets.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { type Committer, createCommitter } from './account/committer.ts';
import { type ControlActivity, createControl } from './control.ts';
import { corporateActionRoutes } from './routes/corporate-actions.ts';
import { barRoutes } from './routes/data-bars.ts';
import { latestRoutes } from './routes/data-latest.ts';
import { tickRoutes } from './routes/data-ticks.ts';
import type { Desk } from './desk.ts';
import type { BrokerPorts, PaperBroker, PaperBrokerSetup } from './options.ts';
import { orderRoutes } from './routes/orders.ts';
import { createPlayer, type Player } from './market/player.ts';
import { positionRoutes } from './routes/positions.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRouter, type Router } from './routes/router.ts';
import { type ServeOptions, serveRequest } from './serve.ts';
import { createDesk, type DeskVoice, openAccount, recover } from './account/state.ts';
import { type BrokerStreams, createBrokerStreams } from './streams/broker-streams.ts';
import { updateFrame } from './streams/trading-stream.ts';

/** Parts of a running broker, and its two mutable fields. */
interface Parts {
  readonly setup: PaperBrokerSetup;
  readonly desk: Desk;
  readonly committer: Committer;
  readonly player: Player;
  readonly streams: BrokerStreams;
  readonly activity: ControlActivity;
  /** Stops the broker: every request gets a 500 and its streams are closed. */
  readonly onFault: (error: unknown) => void;
  ports: BrokerPorts;
  broken: boolean;
}

/**
 * Starts the paper broker: Alpaca's API over a simulated exchange, with a durable account.
 *
 * Everything in a response or frame is appended to the log before it is sent; a broker started on
 * the same log has the same account. Market time moves with the world's clock, `speed` times as
 * fast, and skips closed hours.
 *
 * @throws QuipuError `alpaca.log_unreadable`, and what reading the log throws
 */
export async function createPaperBroker(setup: PaperBrokerSetup): Promise<PaperBroker> {
  const parts = await assemble(setup);
  const { desk, player, committer, streams } = parts;
  player.start();
  return {
    handlers: handlersOf(parts),
    control: controlOf(parts),
    bindPorts(ports) {
      parts.ports = ports;
    },
    now: () => desk.clock.now(),
    step(ms) {
      player.step(ms);
      return committer.settled();
    },
    async close() {
      player.stop();
      if (!parts.broken) desk.keep([{ kind: 'clock', at: desk.clock.now() }]);
      await committer.idle();
      streams.close();
      if (committer.failure() !== undefined) throw committer.failure();
    },
  };
}

async function assemble(setup: PaperBrokerSetup): Promise<Parts> {
  const { world, log, options = {} } = setup;
  const recovered = await recover(log.read());
  const onFault = (error: unknown): void => {
    if (parts.broken) return;
    parts.broken = true;
    world.log.write('error', 'The paper broker has stopped.', { cause: messageOf(error) });
    parts.player.stop();
    streams.close();
  };
  const committer = createCommitter(log, onFault);
  const streams = createBrokerStreams(setup);
  // The player does not exist yet when a new account is opened, and has played nothing to flush.
  const voice: DeskVoice = {
    before: () => {},
    write(of, event) {
      const frame = updateFrame(of, event);
      return frame === undefined ? undefined : () => streams.trading.publish(frame);
    },
  };
  const desk = createDesk(setup, recovered, committer, voice);
  const player = createPlayer(desk, {
    world: world.clock,
    committer,
    publish: (events) => streams.publish(events),
    onFault,
    tickMs: options.tickMs ?? 50,
  });
  voice.before = () => player.flush();
  const parts: Parts = {
    setup,
    desk,
    committer,
    player,
    streams,
    activity: { inFlight: 0, lastAt: world.clock.monotonic() },
    onFault,
    ports: options.ports ?? { broker: 7411, control: 7412 },
    broken: false,
  };
  await committer.settled();
  return parts;
}

function handlersOf(parts: Parts): ListenerHandlers {
  const { setup, desk, committer, streams, activity } = parts;
  const { world, credentials, options = {} } = setup;
  const perMinute = options.ratePerMinute ?? 200;
  const serving: ServeOptions = {
    router: routerOf(desk),
    credentials,
    limits: {
      trading: createRateLimit(world.clock, perMinute),
      data: createRateLimit(world.clock, perMinute),
    },
    committer,
    random: world.random,
    port: () => parts.ports.broker,
    onFault: parts.onFault,
    broken: () => parts.broken,
  };
  return {
    handle: (request) => busy(activity, world.clock, () => serveRequest(request, serving)),
    upgrade: (request) => Promise.resolve(streams.upgrade(request, parts.ports.broker)),
  };
}

function controlOf(parts: Parts): ListenerHandlers {
  const { setup, desk, committer, player, activity } = parts;
  const { world, options = {} } = setup;
  return createControl({
    desk,
    player,
    clock: world.clock,
    token: options.controlToken,
    port: () => parts.ports.control,
    reset: (cash) =>
      openAccount(desk, setup, {
        seed: world.random.u32(),
        ...(cash === undefined ? {} : { cash }),
      }),
    settled: () => committer.settled(),
    activity,
  });
}

function routerOf(desk: Desk): Router {
  return createRouter([
    ...accountRoutes(desk),
    ...activityRoutes(desk),
    ...orderRoutes(desk),
    ...positionRoutes(desk),
    ...assetRoutes(desk),
    ...calendarRoutes(desk),
    ...barRoutes(desk),
    ...corporateActionRoutes(desk),
    ...tickRoutes(desk),
    ...latestRoutes(desk),
  ]);
}

async function busy(
  activity: ControlActivity,
  clock: { monotonic(): number },
  serve: () => Promise<ServerResponse>,
): Promise<ServerResponse> {
  activity.inFlight += 1;
  activity.lastAt = clock.monotonic();
  try {
    return await serve();
  } finally {
    activity.inFlight -= 1;
    activity.lastAt = clock.monotonic();
  }
}
