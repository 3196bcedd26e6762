import { guardOrigin, type ServerRequest, type ServerResponse } from '../../core/http.ts';
import { formatInstant } from '../../core/time.ts';
import type { ListenerHandlers, WorldClock } from '../../core/world.ts';
import type { Secret } from '../../core/secret.ts';
import { isOpen } from '../../market/calendar.ts';
import { type RouteAnswer, ok, refused } from './routes/answer.ts';
import { sameText } from './auth.ts';
import type { Desk } from './desk.ts';
import type { Player } from './market/player.ts';
import { parseQuery } from './routes/query.ts';
import { badParameter, notFound, refuse, RequestRefused } from './routes/refusals.ts';

/** What the control port can do. */
export interface ControlOptions {
  readonly desk: Desk;
  readonly player: Player;
  readonly clock: WorldClock;
  readonly token: Secret | undefined;
  readonly port: () => number;
  /** Opens a new account; `cash` as a decimal string, absent for the broker's default. */
  readonly reset: (cash: string | undefined) => void;
  readonly settled: () => Promise<void>;
  readonly activity: ControlActivity;
}

/** Client activity of the broker. */
export interface ControlActivity {
  /** Requests without a response yet. */
  inFlight: number;
  /** When the last request began or ended, on the steady clock. */
  lastAt: number;
}

/** Maximum of one step: a year of market hours. */
const STEP_MS_MAX = 252 * 23_400_000;
const SPEED_MAX = 100_000;
const IDLE_MS_MAX = 60_000;

/** Creates the handlers of the control port; each response waits until its effect is durable. */
export function createControl(options: ControlOptions): ListenerHandlers {
  return {
    async handle(request) {
      const guard = guardOrigin(request.headers, options.port());
      if (guard !== undefined)
        return json({ status: guard.status, body: { message: guard.reason } });
      if (!isAuthorized(request, options.token)) {
        return json({ status: 401, body: { message: 'a bearer token is needed here' } });
      }
      try {
        const answer = await run(request, options);
        await options.settled();
        return json(answer);
      } catch (error) {
        if (!(error instanceof RequestRefused)) throw error;
        return json(refused(error.refusal));
      }
    },
  };
}

function isAuthorized(request: ServerRequest, token: Secret | undefined): boolean {
  const presented = /^bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  return token !== undefined && presented !== undefined && sameText(presented, token.reveal());
}

async function run(request: ServerRequest, options: ControlOptions): Promise<RouteAnswer> {
  const { desk, player } = options;
  switch (`${request.method} ${request.path}`) {
    case 'GET /__sim/clock':
      return ok(clockBody(options));
    case 'POST /__sim/speed':
      player.setSpeed(numberOf(request, 'speed', { min: 0, max: SPEED_MAX }));
      return ok(clockBody(options));
    case 'POST /__sim/step':
      player.step(numberOf(request, 'ms', { min: 1, max: STEP_MS_MAX }));
      return ok(clockBody(options));
    case 'POST /__sim/reset': {
      const { cash } = bodyOf(request);
      if (
        cash !== undefined &&
        !(typeof cash === 'string' && /^\d{1,12}(\.\d{1,2})?$/.test(cash))
      ) {
        refuse(badParameter('cash must be dollars as text, such as "100000"'));
      }
      options.reset(cash);
      return ok({ id: desk.file.id, account_number: desk.file.number });
    }
    case 'GET /__sim/idle':
      return idle(request, options);
    default:
      return refused(notFound('endpoint not found'));
  }
}

function clockBody({ desk, player }: ControlOptions): Readonly<Record<string, unknown>> {
  const at = desk.clock.now();
  return {
    timestamp: formatInstant(at),
    is_open: isOpen(at),
    speed: desk.clock.speed(),
    ended: player.ended(),
  };
}

/** Responds once clients have been idle for a while, or reports that time ran out. */
async function idle(request: ServerRequest, options: ControlOptions): Promise<RouteAnswer> {
  const quiet = Number(parseQuery(request.query).get('quiet_ms') ?? 50);
  if (!(quiet >= 0 && quiet <= IDLE_MS_MAX)) refuse(badParameter('invalid quiet_ms'));
  const { clock, activity } = options;
  const deadline = clock.monotonic() + IDLE_MS_MAX;
  for (;;) {
    await options.settled();
    const still = clock.monotonic() - activity.lastAt;
    if (activity.inFlight === 0 && still >= quiet) return ok({ idle: true });
    if (clock.monotonic() >= deadline) return ok({ idle: false });
    await clock.sleep(Math.max(1, Math.min(quiet - still, 1_000)));
  }
}

function bodyOf(request: ServerRequest): Readonly<Record<string, unknown>> {
  if (request.body === '') return {};
  try {
    const value: unknown = JSON.parse(request.body);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Falls through to the refusal: an unreadable body is refused like a malformed one.
  }
  return refuse(badParameter('the body must be a JSON object'));
}

function numberOf(
  request: ServerRequest,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = bodyOf(request)[name];
  if (typeof value === 'number' && value >= min && value <= max) return value;
  return refuse(badParameter(`${name} must be a number from ${min} to ${max}`));
}

function json(answer: RouteAnswer): ServerResponse {
  return {
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: answer.body === undefined ? '' : JSON.stringify(answer.body),
  };
}
