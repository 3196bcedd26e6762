import { integer, object, oneOf } from '../../core/schema.ts';
import type { AdminContext, ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';

/** Shuts down the server. */
export const serverStop = defineOperation({
  name: 'server.stop',
  title: 'Stop the server',
  summary: 'Shuts the server down; open orders stay at the broker',
  description:
    'Stops strategies, engine and server, and closes the journal, as on SIGTERM. Open orders ' +
    'stay at the broker and positions stay as they are; halt first to cancel orders that would ' +
    'increase a position.',
  effect: 'write',
  role: 'owner',
  input: object({}),
  output: object({
    engine: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering'], {
      description: 'The state that the next start continues from.',
    }),
    openOrders: integer({ description: 'Orders that stay open at the broker.' }),
  }),
  rest: { method: 'POST', path: '/v1/stop' },
  tool: { none: 'an assistant can halt trading; only the owner ends the process' },
  command: { words: 'stop' },
  run: async (_, { context }: Call<AdminContext & Pick<ReadContext, 'engine'>>) => {
    const { engine, requestStop } = context;
    requestStop();
    return { engine: engine.state, openOrders: engine.portfolio.open.size };
  },
});
