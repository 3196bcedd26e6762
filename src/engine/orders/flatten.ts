import type { Intent, SingleIntent } from '../../strategy/intent.ts';

/** A strategy's answer as single intents, and which of them belong together. */
export interface FlatAnswer {
  readonly intents: readonly SingleIntent[];
  /** The places of a group's legs, by the place of each leg. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
}

/** Lists the intents of an answer in order, with the legs of a group in its place. */
export function flatten(answer: readonly Intent[]): FlatAnswer {
  const intents: SingleIntent[] = [];
  const groups = new Map<number, readonly number[]>();
  for (const intent of answer) {
    if (intent.kind !== 'together') {
      intents.push(intent);
      continue;
    }
    const legs = intent.legs.map((_, leg) => intents.length + leg);
    for (const place of legs) groups.set(place, legs);
    intents.push(...intent.legs);
  }
  return { intents, groups };
}
