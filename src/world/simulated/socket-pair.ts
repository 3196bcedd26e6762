import type { Socket, SocketEvent } from '../../core/world.ts';
import { createEventQueue, type EventQueue } from '../../core/event-queue.ts';
import { type Channel, createChannel } from './channel.ts';
import type { Net, SimulatedListener } from './net.ts';
import type { Owner } from './owner.ts';
import { brief } from './trace.ts';

type Closed = Extract<SocketEvent, { kind: 'closed' }>;

const LOST: Closed = { kind: 'closed', code: 1006, reason: 'the connection was lost' };
const LEAVING: Closed = { kind: 'closed', code: 1001, reason: 'the listener has closed' };
/** Time after which a silent connection is abandoned: three pings without a reply. */
const DEAD_AFTER_MS = 15_000;
const PING_EVERY_MS = 5_000;
const CLOSE_MS_MAX = 30_000;

interface End {
  readonly owner: Owner;
  readonly queue: EventQueue<SocketEvent>;
  /** Channel to the other end. */
  readonly out: Channel<SocketEvent>;
  /** Has sent its close; it still receives until the other end confirms. */
  closing: boolean;
  /** Has closed; it neither sends nor receives. */
  ended: boolean;
  /** Removes the registration for the life of this end. */
  release: () => void;
}

function showEvent(name: string, event: SocketEvent): string {
  return event.kind === 'message'
    ? `${name} ${brief(event.data)}`
    : `${name} closed ${event.code} ${event.reason}`;
}

function finish(end: End, event: SocketEvent): void {
  if (end.ended) return;
  end.ended = true;
  end.release();
  end.queue.push(event);
  end.queue.end();
}

function receive(net: Net, end: End, event: SocketEvent): void {
  if (end.ended) return;
  if (event.kind === 'message') {
    end.queue.push(event);
    return;
  }
  // The echo of a close arrives after everything sent before it.
  if (!end.closing && event.code !== LOST.code) end.out.put(event, net.weather.delayMs());
  finish(end, event);
}

/** Disconnects both ends; each is notified after its own delay. */
function lose(net: Net, ends: readonly [End, End], afterMs: number): void {
  for (const end of ends) {
    net.kernel.after(afterMs + net.weather.delayMs(), {
      kind: 'socket.lost',
      owner: end.owner,
      payload: end.owner.name,
      run: () => finish(end, LOST),
    });
  }
}

function sendFrame(net: Net, ends: readonly [End, End], frame: SocketEvent): void {
  const [from, to] = ends;
  const fault = net.weather.frame();
  if (fault.dead) {
    from.out.mute();
    to.out.mute();
    lose(net, ends, DEAD_AFTER_MS + Math.round(fault.stallMs % PING_EVERY_MS));
    return;
  }
  if (fault.stallMs > 0) {
    from.out.hold(fault.stallMs);
    net.weather.whenHealed(() => from.out.release());
  }
  for (let copy = 0; copy < fault.copies; copy += 1) {
    from.out.putAhead(frame, net.weather.delayMs(), fault.overtakes);
  }
  if (fault.cut) lose(net, ends, 0);
}

function closeFrom(net: Net, own: End, event: SocketEvent): void {
  own.closing = true;
  own.out.put(event, net.weather.delayMs());
  // An end that gets no echo must not wait forever.
  const stop = net.kernel.after(CLOSE_MS_MAX, {
    kind: 'socket.close_timeout',
    owner: own.owner,
    payload: own.owner.name,
    run: () => finish(own, LOST),
  });
  const { release } = own;
  own.release = () => {
    stop();
    release();
  };
}

/** Drops the connection from this end. */
function drop(net: Net, own: End): void {
  if (own.ended) return;
  own.ended = true;
  own.release();
  own.out.put(LOST, net.weather.delayMs());
}

function socketOf(net: Net, ends: readonly [End, End]): Socket {
  const [own] = ends;
  const silent = (): boolean => !own.owner.alive || own.closing || own.ended;
  return {
    send: (data) => {
      if (silent()) return;
      const copy = typeof data === 'string' ? data : data.slice();
      sendFrame(net, ends, { kind: 'message', data: copy });
    },
    close: (code = 1000, reason = '') => {
      if (!silent()) closeFrom(net, own, { kind: 'closed', code, reason });
    },
    events: own.queue.items,
  };
}

/** The two ends of one WebSocket between a client and a listener. */
export interface SocketPair {
  readonly client: Socket;
  readonly server: Socket;
  /** The client never accepted the socket: the server loses it. */
  abandon(): void;
}

interface EndOptions {
  readonly owner: Owner;
  readonly name: string;
  readonly other: () => End;
}

function createEnd(net: Net, options: EndOptions): End {
  const { owner, name, other } = options;
  const out = createChannel<SocketEvent>(net.kernel, {
    kind: 'socket.frame',
    receiver: () => other().owner,
    show: (event) => showEvent(name, event),
    deliver: (event) => receive(net, other(), event),
  });
  const died = (): void => out.put(LOST, net.weather.delayMs());
  owner.endings.add(died);
  const end: End = {
    owner,
    // A reader that leaves drops the connection.
    queue: createEventQueue<SocketEvent>({ left: () => drop(net, end) }),
    out,
    closing: false,
    ended: false,
    release: () => owner.endings.delete(died),
  };
  return end;
}

/** Opens a socket between a client and the listener it reached. */
export function createSocketPair(net: Net, owner: Owner, listener: SimulatedListener): SocketPair {
  const id = net.nextId();
  const near: End = createEnd(net, { owner, name: `${id}>`, other: () => far });
  const far: End = createEnd(net, { owner: listener.owner, name: `${id}<`, other: () => near });
  const client = socketOf(net, [near, far]);
  const server = socketOf(net, [far, near]);
  const farewell = (): void => server.close(LEAVING.code, LEAVING.reason);
  listener.farewells.add(farewell);
  const { release } = far;
  far.release = () => {
    release();
    listener.farewells.delete(farewell);
  };
  return { client, server, abandon: () => drop(net, near) };
}
