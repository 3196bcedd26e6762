import { type Control } from '../control.ts';

/** whether the engine may trade at all; only what reduces passes outside `running`. */
export const engineState: Control = {
  id: 'R-01',
  code: 'risk.engine_state',
  title: 'Engine state',
  check({ facts, view }) {
    const { engine } = view;
    const reducing = engine === 'reduce_only' || engine === 'recovering';
    return engine === 'running' || (reducing && facts.reduces);
  },
  inputs: ({ facts, view }) => ({ engine: view.engine, reduces: facts.reduces }),
  explain(inputs) {
    return inputs['engine'] === 'halted'
      ? 'The engine is halted; no order is sent until a person resumes it.'
      : `The engine is ${String(inputs['engine'])}; only orders that reduce a position pass.`;
  },
};
