import { QuipuError, type ErrorDetails } from '../../core/errors.ts';

/** Every error code of this room. */
export type AppErrorCode =
  /** An operation's answer violates its output schema. */
  | 'app.bad_answer'
  /** The broker rejected an order that the risk gate had approved. */
  | 'app.broker_rejected'
  | 'app.config_invalid'
  | 'app.config_unreadable'
  /** The port, folder or mode conflicts with the rest of the configuration. */
  | 'app.config_conflict'
  | 'app.data_row'
  /** The difference between broker and ledger is not the confirmed one. */
  | 'app.difference_changed'
  /** The engine has stopped, so no order can be decided or sent. */
  | 'app.engine_stopped'
  /** The token's role does not allow it. */
  | 'app.forbidden'
  | 'app.idempotency_in_progress'
  | 'app.idempotency_key_missing'
  | 'app.idempotency_mismatch'
  | 'app.invalid_name'
  | 'app.invalid_order'
  | 'app.journal_unsound'
  | 'app.live_not_armed'
  | 'app.method_not_allowed'
  | 'app.name_taken'
  | 'app.no_data'
  /** A named file does not exist. */
  | 'app.no_file'
  /** Ledger and broker agree, or the difference is still changing. */
  | 'app.no_difference'
  | 'app.no_market'
  | 'app.not_found'
  | 'app.order_not_found'
  | 'app.outcome_unknown'
  | 'app.problems_found'
  /** No saved backtest has this id. */
  | 'app.run_not_found'
  | 'app.server_unreachable'
  | 'app.strategy_missing'
  | 'app.strategy_syntax'
  | 'app.strategy_unreadable'
  | 'app.unauthorized'
  | 'app.unknown_metric'
  | 'app.unknown_strategy'
  | 'app.unknown_symbol'
  | 'app.unknown_word'
  | 'app.unreadable_answer'
  | 'app.unreadable_body'
  /** A result has a serious caveat that was not allowed. */
  | 'app.unreliable_result'
  | 'app.unsupported_media'
  | 'app.usage';

/** Returns an operating error of this room; the compiler checks its code. */
export function appError(
  code: AppErrorCode,
  message: string,
  details: ErrorDetails = {},
): QuipuError {
  return new QuipuError(code, message, details);
}
