import { expectTypeOf, test } from 'vitest';
import type { OperationAnswer, OperationMap } from './catalog.ts';

test('gives answers the types of their schemas, with wire names', () => {
  expectTypeOf<OperationAnswer<'status.get'>['day_pnl_fraction']>().toEqualTypeOf<number | null>();
  expectTypeOf<OperationAnswer<'engine.halt'>['cancels_requested']>().toEqualTypeOf<number>();
  expectTypeOf<OperationAnswer<'orders.list'>[number]['filled_quantity']>().toEqualTypeOf<string>();
  expectTypeOf<OperationMap['engine.resume']['input']['reason']>().toEqualTypeOf<string>();
});
