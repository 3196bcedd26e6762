import { ZERO_MONEY } from '../../../core/decimal.ts';
import { toWireAccount } from '../../wire/account.ts';
import { type RouteAnswer, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import type { AccountConfiguration } from '../account/records.ts';
import { badParameter, refuse } from './refusals.ts';
import type { RouteCall, Route } from './router.ts';
import { valuate } from '../account/valuation.ts';

/** Returns the routes of `/v2/account` and its settings. */
export function accountRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  const path = '/v2/account/configurations';
  return [
    { method: 'GET', path: '/v2/account', host, run: () => ok(accountBody(desk)) },
    { method: 'GET', path, host, run: () => ok(configurationBody(desk.file.configuration)) },
    { method: 'PATCH', path, host, run: (call) => configure(desk, call) },
  ];
}

function accountBody(desk: Desk): Readonly<Record<string, unknown>> {
  const { file } = desk;
  const account = desk.exchange.account();
  const value = valuate(account, desk.market);
  const body = toWireAccount({
    id: file.id,
    number: file.number,
    status: 'ACTIVE',
    currency: 'USD',
    cash: account.cash,
    equity: value.equity,
    buyingPower: account.buyingPower,
    portfolioValue: value.equity,
    lastEquity: file.lastEquity,
    longMarketValue: value.long,
    shortMarketValue: value.short,
    positionMarketValue: value.long.plus(value.short),
    initialMargin: value.initialMargin,
    maintenanceMargin: value.maintenanceMargin,
    lastMaintenanceMargin: file.lastMaintenance,
    regtBuyingPower: account.buyingPower,
    nonMarginableBuyingPower: account.buyingPower,
    accruedFees: ZERO_MONEY,
    multiplier: '1',
    tradingBlocked: false,
    transfersBlocked: false,
    accountBlocked: false,
    tradeSuspendedByUser: file.configuration.suspendTrade,
    shortingEnabled: false,
    createdAt: file.openedAt,
  });
  return { ...body, admin_configurations: {}, user_configurations: null, crypto_tier: 0 };
}

function configurationBody(configuration: AccountConfiguration): Readonly<Record<string, unknown>> {
  return {
    fractional_trading: configuration.fractionalTrading,
    max_margin_multiplier: configuration.maxMarginMultiplier,
    max_options_trading_level: 0,
    no_shorting: configuration.noShorting,
    suspend_trade: configuration.suspendTrade,
    trade_confirm_email: configuration.tradeConfirmEmail,
    ptp_no_exception_entry: false,
    disable_overnight_trading: false,
  };
}

function configure(desk: Desk, call: RouteCall): RouteAnswer {
  const body = call.json();
  const { configuration: before } = desk.file;
  const configuration: AccountConfiguration = {
    suspendTrade: flagOf(body, 'suspend_trade') ?? before.suspendTrade,
    noShorting: flagOf(body, 'no_shorting') ?? before.noShorting,
    fractionalTrading: flagOf(body, 'fractional_trading') ?? before.fractionalTrading,
    tradeConfirmEmail:
      wordOf(body, 'trade_confirm_email', ['all', 'none']) ?? before.tradeConfirmEmail,
    maxMarginMultiplier:
      wordOf(body, 'max_margin_multiplier', ['1', '2', '4']) ?? before.maxMarginMultiplier,
  };
  desk.keep([{ kind: 'configured', at: desk.clock.now(), configuration }]);
  return ok(configurationBody(configuration));
}

type Body = Readonly<Record<string, unknown>>;

function flagOf(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'boolean' ? value : refuse(badParameter(`invalid ${name}`));
}

function wordOf<const W extends string>(
  body: Body,
  name: string,
  words: readonly W[],
): W | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  return words.find((word) => word === value) ?? refuse(badParameter(`invalid ${name}`));
}
