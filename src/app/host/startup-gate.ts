import type { ListenerHandlers } from '../../core/world.ts';

/** Handlers of a port that can be set later. */
export interface StartupGate {
  readonly handlers: ListenerHandlers;
  open(handlers: ListenerHandlers): void;
}

/** Creates a gate that holds a port from the start and answers fully once handlers are set. */
export function createStartupGate(): StartupGate {
  let inside: ListenerHandlers | undefined;
  const starting = {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
    body: JSON.stringify({
      type: 'about:blank',
      title: 'Starting',
      status: 503,
      code: 'app.starting',
      detail: 'The server is starting.',
    }),
  };
  const absent = { status: 404, headers: {}, body: '' };
  return {
    handlers: {
      handle: async (request) => inside?.handle(request) ?? starting,
      async upgrade(request) {
        if (inside?.upgrade !== undefined) return inside.upgrade(request);
        return { kind: 'refuse', response: inside === undefined ? starting : absent };
      },
    },
    open(handlers) {
      inside = handlers;
    },
  };
}
