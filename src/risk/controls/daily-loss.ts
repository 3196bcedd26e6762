import { type Control, input, judged, percent } from '../control.ts';

/** the loss since the start of the trading day, open positions included. */
export const dailyLoss: Control = {
  id: 'R-17',
  code: 'risk.daily_loss',
  title: 'Daily loss',
  check({ facts, view, limits }) {
    const { reduce, halt } = limits.dailyLoss;
    const start = view.dayStartEquity;
    // Before the first session there is no start of day, and no loss to measure against it.
    const loss = start === null ? 0 : 1 - view.equity / start;
    const ok = loss < reduce || (facts.reduces && loss < halt);
    return judged(dailyLoss, ok, { loss, reduce, halt, reduces: facts.reduces });
  },
  explain(result) {
    return (
      `The account has lost ${percent(input(result, 'loss'))} today; from ` +
      `${percent(input(result, 'reduce'))} only reducing orders pass, from ` +
      `${percent(input(result, 'halt'))} none.`
    );
  },
};
