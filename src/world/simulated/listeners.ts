import type { Listening, ListenerHandlers, WorldListeners } from '../../core/world.ts';
import { portBusyError } from '../errors.ts';
import type { Net, SimulatedListener } from './net.ts';
import type { Owner } from './owner.ts';

const BODY_BYTES_MAX = 64 * 1024;
const FIRST_FREE_PORT = 49_152;
const GRACE_MS = 1_000;

function freePort(net: Net): number {
  let port = FIRST_FREE_PORT;
  while (net.ports.has(port)) port += 1;
  return port;
}

function runAll(actions: Set<() => void>): void {
  const all = [...actions];
  actions.clear();
  for (const action of all) action();
}

function shut(net: Net, listener: SimulatedListener): void {
  if (!listener.open) return;
  listener.open = false;
  net.ports.delete(listener.port);
}

function close(net: Net, listener: SimulatedListener): Promise<void> {
  const { owner } = listener;
  const payload = `${owner.name} ${listener.port}`;
  return new Promise((resolve) => {
    net.kernel.after(1, {
      kind: 'listener.close',
      owner,
      payload,
      run: () => {
        shut(net, listener);
        runAll(listener.farewells);
        // As in the real world, pending responses may still finish, for a while.
        const graceMs = listener.cuts.size === 0 ? 1 : GRACE_MS;
        net.kernel.after(graceMs, {
          kind: 'listener.closed',
          owner,
          payload,
          run: () => {
            runAll(listener.cuts);
            resolve();
          },
        });
      },
    });
  });
}

interface ListenRequest {
  readonly port: number;
  readonly handlers: ListenerHandlers;
  readonly bodyBytesMax: number;
}

function listen(net: Net, owner: Owner, request: ListenRequest): Promise<Listening> {
  return new Promise((resolve, reject) => {
    net.kernel.after(1, {
      kind: 'listener.open',
      owner,
      payload: `${owner.name} ${request.port}`,
      run: () => {
        if (net.ports.has(request.port)) {
          reject(portBusyError(request.port));
          return;
        }
        const port = request.port === 0 ? freePort(net) : request.port;
        const cuts = new Set<() => void>();
        const farewells = new Set<() => void>();
        const listener: SimulatedListener = {
          ...request,
          owner,
          port,
          open: true,
          cuts,
          farewells,
        };
        net.ports.set(port, listener);
        owner.endings.add(() => {
          shut(net, listener);
          runAll(cuts);
        });
        let closing: Promise<void> | undefined;
        resolve({ port, close: () => (closing ??= close(net, listener)) });
      },
    });
  });
}

/** Creates listeners on the one simulated machine, for one life of one program. */
export function createSimulatedListeners(net: Net, owner: Owner): WorldListeners {
  return {
    listen: (port, handlers, options) => {
      const bodyBytesMax = options?.bodyBytesMax ?? BODY_BYTES_MAX;
      return listen(net, owner, { port, handlers, bodyBytesMax });
    },
  };
}
