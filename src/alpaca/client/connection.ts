import { isQuipuError, messageOf, type QuipuError } from '../../core/errors.ts';
import type { CancelTimer, Socket, SocketEvent, World, WorldClock } from '../../core/world.ts';
import { alpacaError } from '../errors.ts';
import { backoffMs } from './backoff.ts';

/** Open socket of one stream session. */
export interface Link {
  send(text: string): void;
  /** Returns the next frame, or undefined when the connection has ended. */
  next(): Promise<string | Uint8Array | undefined>;
  /** Closes our side without waiting for the peer. */
  cut(reason: string): void;
  /** Marks the protocol as established, which resets the backoff. */
  ready(): void;
  /** Starts keep-alive probes: sends a probe when idle, and cuts the connection without a reply. */
  watch(silence: Silence): void;
}

/** Keep-alive settings of a connection. */
export interface Silence {
  /** Idle time before `probe` is sent. */
  readonly idleMs: number;
  /** Time allowed for the reply. */
  readonly answerMs: number;
  /** Sends a message that the server must answer. */
  readonly probe: () => void;
}

/** Settings of a stream connection. */
export interface ConnectionOptions {
  readonly url: string;
  /** Name of the stream in the log. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const RETRY = { firstMs: 500, maxMs: 64_000 };

/**
 * Keeps one WebSocket open: connects, passes it to `session`, and reconnects when that ends, with a
 * longer wait after every failure. Returns when the signal aborts.
 *
 * @param session runs one connection and resolves with the reason it ended
 * @throws QuipuError `alpaca.stream_refused` when retrying cannot help
 */
export async function keepConnected(
  world: World,
  options: ConnectionOptions,
  session: (link: Link) => Promise<string>,
): Promise<void> {
  const { url, name, timeoutMs, signal } = options;
  let attempt = 0;
  while (!signal.aborted) {
    let reason: string;
    try {
      const socket = await world.sockets.connect(url, { timeoutMs });
      reason = await runSession(world.clock, socket, signal, {
        session,
        ready: () => {
          attempt = 0;
        },
      });
    } catch (error) {
      if (isRefusal(error)) throw error;
      reason = messageOf(error);
    }
    if (signal.aborted) return;
    const wait = backoffMs(attempt, RETRY, world.random);
    attempt += 1;
    world.log.write('warn', `${name} lost; connecting again`, { reason, wait_ms: wait });
    await sleepUnless(world.clock, wait, signal);
  }
}

async function runSession(
  clock: WorldClock,
  socket: Socket,
  signal: AbortSignal,
  run: { readonly session: (link: Link) => Promise<string>; readonly ready: () => void },
): Promise<string> {
  const frames = socket.events[Symbol.asyncIterator]();
  let over: string | undefined;
  let heardAt = clock.monotonic();
  let stopWatch: CancelTimer = () => {};
  const cut = (reason: string): void => {
    if (over !== undefined) return;
    over = reason;
    socket.close();
    // Releases a reader that waits for a silent peer, before the peer confirms the close.
    void frames.return?.();
  };
  const stop = (): void => cut('stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const link: Link = {
    send: (text) => socket.send(text),
    async next() {
      if (over !== undefined) return undefined;
      const frame: IteratorResult<SocketEvent, unknown> = await frames.next();
      heardAt = clock.monotonic();
      if (frame.done === true) return undefined;
      if (frame.value.kind === 'message') return frame.value.data;
      over ??= `closed with ${frame.value.code} ${frame.value.reason}`.trim();
      return undefined;
    },
    cut,
    ready: run.ready,
    watch: (silence) => {
      stopWatch();
      stopWatch = watchSilence(clock, silence, { heardAt: () => heardAt, cut });
    },
  };
  try {
    const reason = await run.session(link);
    return over ?? reason;
  } finally {
    stopWatch();
    signal.removeEventListener('abort', stop);
    cut('left');
  }
}

function watchSilence(
  clock: WorldClock,
  { idleMs, answerMs, probe }: Silence,
  link: { readonly heardAt: () => number; readonly cut: (reason: string) => void },
): CancelTimer {
  let askedAt: number | undefined;
  let cancel: CancelTimer;
  const look = (): void => {
    const now = clock.monotonic();
    const receivedAt = link.heardAt();
    if (askedAt !== undefined && receivedAt < askedAt) {
      link.cut(
        `no data for ${Math.round(now - receivedAt)} ms, and no reply to the keep-alive probe`,
      );
      return;
    }
    askedAt = undefined;
    const quiet = now - receivedAt;
    if (quiet < idleMs) {
      cancel = clock.timer(idleMs - quiet, look);
      return;
    }
    askedAt = now;
    probe();
    cancel = clock.timer(answerMs, look);
  };
  cancel = clock.timer(idleMs, look);
  return () => cancel();
}

/** Waits; an abort ends the wait early, without an error. */
export async function sleepUnless(
  clock: WorldClock,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Returns the error for a stream that every retry would be refused. */
export function streamRefused(name: string, found: string): QuipuError {
  return alpacaError('alpaca.stream_refused', `Expected ${name} to open, found ${found}.`, {
    next: 'Check the keys, the mode and the subscription.',
  });
}

/**
 * Whether a failed handshake was an authorization failure, which is as final as a refused login.
 */
function isRefusal(error: unknown): boolean {
  if (!isQuipuError(error)) return false;
  const status = error.facts['status'];
  return error.code === 'alpaca.stream_refused' || status === 401 || status === 403;
}
