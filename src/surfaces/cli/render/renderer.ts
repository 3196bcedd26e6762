import type { WireMeta } from '../../../app/client/server-client.ts';
import type { OperationAnswer, OperationId } from '../../../app/operations/catalog.ts';
import type { Pen } from '../text.ts';

/** Renders the answer of an operation as text for people. */
export type Renderer<N extends OperationId> = (
  data: OperationAnswer<N>,
  meta: WireMeta,
  pen: Pen,
) => string;
