import type { Meanings } from './meaning.ts';

/** Error meanings of `app`: operations, configuration and the server. */
export const appErrors: Meanings = {
  'app.bad_answer': [
    'Quipu itself failed: an answer does not match its schema.',
    'Report the message as a bug.',
  ],
  'app.broker_rejected': [
    'The broker rejected an order that the risk gate had approved.',
    'Read the reason in the message, then correct the order.',
  ],
  'app.config_conflict': [
    'A port, folder, mode or book capital conflicts with the rest of the configuration.',
    'Change what the message names; nothing was started.',
  ],
  'app.config_invalid': [
    'A configuration key is unknown or its value is out of range.',
    'Correct the named keys; nothing was started.',
  ],
  'app.config_unreadable': [
    'The configuration file cannot be loaded.',
    'Check the path and the syntax of the file.',
  ],
  'app.data_row': [
    'Rows of a price or return file are invalid.',
    'Correct the rows, or leave them out with --skip-bad-rows.',
  ],
  'app.difference_changed': [
    'The difference between broker and ledger is not the one you confirmed.',
    'Show it again with quipu ledger adjust.',
  ],
  'app.engine_stopped': [
    'The engine has stopped, so no order can be decided or sent.',
    'See the server log, then start it again.',
  ],
  'app.forbidden': [
    'The role of the token does not allow this.',
    'Use a token with a higher role.',
  ],
  'app.idempotency_in_progress': [
    'The first request with this key is still running.',
    'Wait, then send the identical request again.',
  ],
  'app.idempotency_key_missing': [
    'An order over HTTP needs a key that identifies repeats.',
    'Send the Idempotency-Key header, with a new key for each order.',
  ],
  'app.idempotency_mismatch': [
    'The key was already used for a different request.',
    'Use a new key for each request.',
  ],
  'app.invalid_name': [
    'The name given to a backtest is invalid.',
    'Start with a letter or digit, then use letters, digits, periods and dashes; at most 40.',
  ],
  'app.invalid_order': [
    'The terms of an order contradict each other.',
    'Correct what the message names; nothing was sent.',
  ],
  'app.journal_unsound': [
    'A journal entry does not match its hash.',
    'Keep the file, stop the server, and restore the last backup.',
  ],
  'app.live_not_armed': ['Live trading was requested but is not armed.', 'Use mode paper.'],
  'app.method_not_allowed': [
    'The address exists, but does not support this HTTP method.',
    'Use a method that the Allow header names.',
  ],
  'app.name_taken': [
    'Another backtest already has this name.',
    'Choose another name, or move it with quipu backtest tag ID.',
  ],
  'app.no_data': [
    'A file or folder has no usable data.',
    'Name one with data in the format that the message describes.',
  ],
  'app.no_file': ['There is no file at the given path.', 'Check the path.'],
  'app.no_difference': [
    'Ledger and broker agree, or the difference is still changing.',
    'See quipu account. If it is still changing, try again in a minute.',
  ],
  'app.no_market': [
    'The market has no current price.',
    'Wait for the market to open or for the stream to connect.',
  ],
  'app.not_found': [
    'There is nothing at this address, or no token with this name.',
    'Check the address; quipu --help names every command.',
  ],
  'app.order_not_found': ['There is no order with this id.', 'See quipu order list.'],
  'app.outcome_unknown': [
    'An order was sent, and it is not yet known whether it arrived.',
    'Check before you send anything again: quipu order show ID.',
  ],
  'app.problems_found': ['A check-up found problems.', 'Apply the fix shown next to each one.'],
  'app.run_not_found': ['No saved backtest has this id.', 'See quipu backtest list.'],
  'app.server_unreachable': [
    'No Quipu server answers at this address.',
    'Start one with quipu up or quipu demo, or name one with --url.',
  ],
  'app.starting': ['The server is still starting.', 'Try again in a second.'],
  'app.strategy_missing': [
    'A strategy file exports no strategy.',
    'Export the result of defineStrategy as the default export.',
  ],
  'app.strategy_syntax': [
    'A strategy file is not valid TypeScript or JavaScript.',
    'Correct the line in the message.',
  ],
  'app.strategy_unreadable': [
    'A strategy or configuration file fails to load.',
    'Correct the line in the message, or the import that it names.',
  ],
  'app.unauthorized': [
    'The token is missing, wrong or revoked.',
    'Sign in with quipu open, or create a token with quipu token create.',
  ],
  'app.unknown_metric': [
    'There is no metric with this id.',
    'Choose one that the message names, or see the metrics reference.',
  ],
  'app.unknown_strategy': [
    'The server has no strategy with this name.',
    'See quipu strategy list. To run a file: quipu backtest run FILE.',
  ],
  'app.unknown_symbol': ['The market has no such symbol.', 'Check the symbol.'],
  'app.unknown_word': [
    'The word is not a metric, an error code or a term.',
    'Choose one that the message names.',
  ],
  'app.unreadable_answer': [
    'The program at this address is not a Quipu server.',
    'Check the address given with --url.',
  ],
  'app.unreadable_body': ['The request body is not JSON.', 'Send one JSON object.'],
  'app.unreliable_result': [
    'A backtest has a serious caveat, such as a hole in its data or mostly denied orders.',
    'Correct its cause, or accept it by its code with --allow.',
  ],
  'app.unsupported_media': [
    'The request body is not declared as JSON.',
    'Send content-type: application/json.',
  ],
  'app.usage': [
    'The arguments of a command conflict or are incomplete.',
    'Run the command with --help.',
  ],
};
