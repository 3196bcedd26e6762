import { type Control, input, percent, type Review } from '../control.ts';

function lossOf({ view }: Review): number {
  const start = view.dayStartEquity;
  // Before the first session there is no start of day, and no loss to measure against it.
  return start === null ? 0 : (start - view.equity) / start;
}

/** the loss since the start of the trading day, open positions included. */
export const dailyLoss: Control = {
  id: 'R-17',
  code: 'risk.daily_loss',
  title: 'Daily loss',
  check(review) {
    const { reduce, halt } = review.limits.dailyLoss;
    const loss = lossOf(review);
    return loss < reduce || (review.facts.reduces && loss < halt);
  },
  inputs(review) {
    const { reduce, halt } = review.limits.dailyLoss;
    return { loss: lossOf(review), reduce, halt, reduces: review.facts.reduces };
  },
  explain(inputs) {
    return (
      `The account has lost ${percent(input(inputs, 'loss'))} today; from ` +
      `${percent(input(inputs, 'reduce'))} only reducing orders pass, from ` +
      `${percent(input(inputs, 'halt'))} none.`
    );
  },
};
