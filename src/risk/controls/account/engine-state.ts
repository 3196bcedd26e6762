import { defineControl, everywhere } from '../../control.ts';

/** whether the engine may trade at all; only what reduces passes outside `running`. */
export const engineStateControl = defineControl({
  id: 'R-01',
  code: 'risk.engine_state',
  title: 'Engine state',
  limits: {},
  defaults: everywhere({}),
  check({ facts, view }) {
    const { engine } = view;
    const reducing = engine === 'reduce_only' || engine === 'recovering';
    return engine === 'running' || (reducing && facts.reduces);
  },
  inputs: ({ facts, view }) => ({ engine: view.engine, reduces: facts.reduces }),
  cause: ({ engine }) => ({ engine }),
  // A closed engine passes no such order at all.
  isFundamental: () => true,
  explain: ({ engine }) =>
    engine === 'halted'
      ? 'The engine is halted; no order is sent until the owner resumes it.'
      : `The engine is ${engine}; only orders that reduce a position pass.`,
  usage: ({ view }) => ({
    limit: 'orders pass while running',
    value: view.engine,
    used: null,
    breached: view.engine !== 'running',
  }),
  meaning: {
    means: 'The engine is halted, starting or recovering, or allows only reducing orders.',
    atLimit:
      'In reduce_only and recovering an order that brings the position exactly to zero passes; ' +
      'halted and starting pass nothing.',
    remedy: 'See quipu status; after a halt the owner opens it with quipu resume.',
  },
});
