import { isQuipuError, messageOf, type QuipuError } from '../../core/errors.ts';
import type { CancelTimer, Socket, SocketEvent, World, WorldClock } from '../../core/world.ts';
import { alpacaError } from '../errors.ts';
import { backoffMs } from './backoff.ts';

/** One open socket, as a session of a stream uses it. */
export interface Link {
  send(text: string): void;
  /** The next frame, or undefined when the connection is over. */
  next(): Promise<string | Uint8Array | undefined>;
  /** Ends the connection from our side without waiting for the other. */
  cut(reason: string): void;
  /** Says that the protocol has been agreed on, so that the next failure waits shortly again. */
  ready(): void;
  /** From now on, asks for a sign of life when nothing came, and cuts when none comes. */
  watch(silence: Silence): void;
}

/** When a quiet connection is a dead one. */
export interface Silence {
  /** How long nothing may come before `probe` asks. */
  readonly idleMs: number;
  /** How long the answer may take. */
  readonly answerMs: number;
  /** Sends something that the server must answer. */
  readonly probe: () => void;
}

/** How a stream is kept alive. */
export interface ConnectionOptions {
  readonly url: string;
  /** What the stream is called in the log. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const RETRY = { firstMs: 500, maxMs: 64_000 };

/**
 * Keeps one WebSocket: connects, hands it to `session`, and when that ends connects again, waiting
 * longer after every failure. Returns when the signal aborts.
 *
 * @param session runs one connection and resolves with the reason for which it ended
 * @throws QuipuError `alpaca.stream_refused` when trying again cannot help
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
    // A reader that waits for a mute peer is released here, not when the peer agrees to close.
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
    const heard = link.heardAt();
    if (askedAt !== undefined && heard < askedAt) {
      link.cut(`nothing came for ${Math.round(now - heard)} ms, not even an answer`);
      return;
    }
    askedAt = undefined;
    const quiet = now - heard;
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

/** Waits; an abort ends the wait early without an error. */
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

/** The error for a stream that will be refused again however often it is asked for. */
export function streamRefused(name: string, found: string): QuipuError {
  return alpacaError('alpaca.stream_refused', `Expected ${name} to open, found ${found}.`, {
    next: 'Check the keys, the mode and the subscription.',
  });
}

/** A handshake that was answered with "not you" is as final as a refused login. */
function isRefusal(error: unknown): boolean {
  if (!isQuipuError(error)) return false;
  const status = error.facts['status'];
  return error.code === 'alpaca.stream_refused' || status === 401 || status === 403;
}
