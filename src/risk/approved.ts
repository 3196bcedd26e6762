import type { Brand } from '../core/brand.ts';
import type { OrderRequest } from '../orders/request.ts';

/** An order that passed the gate. Only `risk/gate.ts` can make one; a broker takes nothing else. */
export type ApprovedOrder = Brand<OrderRequest, 'ApprovedOrder'>;
