import type { ListenerHandlers } from '../core/world.ts';

/** A port's handlers that can be put in later. */
export interface Door {
  readonly handlers: ListenerHandlers;
  open(handlers: ListenerHandlers): void;
}

/** A port that is held from the first moment, and answers once there is something to answer. */
export function createDoor(): Door {
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
