import type { Money } from '../../core/decimal.ts';
import { anyOf, flag, looseObject, mapped, number, text } from '../../core/schema.ts';
import type { EpochMs } from '../../core/time.ts';
import type { BrokerAccount } from '../../ledger/journal.ts';
import {
  exactField,
  wireOptional,
  maybeExact,
  wireOptionalInstant,
  wireInstant,
} from './fields.ts';
import { readWire } from './json.ts';

/** Amount that Alpaca may omit; null where it does, never zero. */
type OptionalAmount = Money | null;

/** Account as Alpaca reports it, in Quipu's types. */
export interface AccountReport {
  readonly id: string;
  readonly number: string;
  /** `ACTIVE` when it can trade; an unknown status is kept. */
  readonly status: string;
  readonly currency: string;
  readonly cash: Money;
  readonly equity: Money;
  readonly buyingPower: Money;
  readonly portfolioValue: OptionalAmount;
  readonly lastEquity: OptionalAmount;
  readonly longMarketValue: OptionalAmount;
  readonly shortMarketValue: OptionalAmount;
  readonly positionMarketValue: OptionalAmount;
  readonly initialMargin: OptionalAmount;
  readonly maintenanceMargin: OptionalAmount;
  readonly lastMaintenanceMargin: OptionalAmount;
  readonly regtBuyingPower: OptionalAmount;
  readonly nonMarginableBuyingPower: OptionalAmount;
  readonly accruedFees: OptionalAmount;
  /** `1` for a cash account, `2` and `4` with margin. */
  readonly multiplier: string;
  readonly tradingBlocked: boolean;
  readonly transfersBlocked: boolean;
  readonly accountBlocked: boolean;
  readonly tradeSuspendedByUser: boolean;
  readonly shortingEnabled: boolean;
  readonly createdAt: EpochMs | null;
}

/** The account on the wire. The pattern-day-trading fields are history and are not read. */
const accountSchema = looseObject({
  id: text({ min: 1 }),
  account_number: wireOptional(text()),
  status: text(),
  currency: wireOptional(text()),
  cash: exactField<'USD'>(),
  equity: exactField<'USD'>(),
  buying_power: exactField<'USD'>(),
  portfolio_value: maybeExact<'USD'>(),
  last_equity: maybeExact<'USD'>(),
  long_market_value: maybeExact<'USD'>(),
  short_market_value: maybeExact<'USD'>(),
  position_market_value: maybeExact<'USD'>(),
  initial_margin: maybeExact<'USD'>(),
  maintenance_margin: maybeExact<'USD'>(),
  last_maintenance_margin: maybeExact<'USD'>(),
  regt_buying_power: maybeExact<'USD'>(),
  non_marginable_buying_power: maybeExact<'USD'>(),
  accrued_fees: maybeExact<'USD'>(),
  multiplier: wireOptional(mapped(anyOf(text(), number()), String)),
  trading_blocked: wireOptional(flag()),
  transfers_blocked: wireOptional(flag()),
  account_blocked: wireOptional(flag()),
  trade_suspended_by_user: wireOptional(flag()),
  shorting_enabled: wireOptional(flag()),
  created_at: wireOptionalInstant(),
});

/**
 * Reads the account.
 *
 * @throws QuipuError `alpaca.unreadable` when id, status, cash, equity or buying power is missing
 */
export function parseAccount(value: unknown): AccountReport {
  const wire = readWire(accountSchema, value, 'an account');
  return {
    id: wire.id,
    number: wire.account_number ?? '',
    status: wire.status,
    currency: wire.currency ?? 'USD',
    cash: wire.cash,
    equity: wire.equity,
    buyingPower: wire.buying_power,
    portfolioValue: wire.portfolio_value ?? null,
    lastEquity: wire.last_equity ?? null,
    longMarketValue: wire.long_market_value ?? null,
    shortMarketValue: wire.short_market_value ?? null,
    positionMarketValue: wire.position_market_value ?? null,
    initialMargin: wire.initial_margin ?? null,
    maintenanceMargin: wire.maintenance_margin ?? null,
    lastMaintenanceMargin: wire.last_maintenance_margin ?? null,
    regtBuyingPower: wire.regt_buying_power ?? null,
    nonMarginableBuyingPower: wire.non_marginable_buying_power ?? null,
    accruedFees: wire.accrued_fees ?? null,
    multiplier: wire.multiplier ?? '1',
    tradingBlocked: wire.trading_blocked ?? false,
    transfersBlocked: wire.transfers_blocked ?? false,
    accountBlocked: wire.account_blocked ?? false,
    tradeSuspendedByUser: wire.trade_suspended_by_user ?? false,
    shortingEnabled: wire.shorting_enabled ?? false,
    createdAt: wire.created_at ?? null,
  };
}

/** Returns the account as JSON in Alpaca's format; unknown amounts are omitted. */
export function toWireAccount(account: AccountReport): Readonly<Record<string, unknown>> {
  const amounts = {
    portfolio_value: account.portfolioValue,
    last_equity: account.lastEquity,
    long_market_value: account.longMarketValue,
    short_market_value: account.shortMarketValue,
    position_market_value: account.positionMarketValue,
    initial_margin: account.initialMargin,
    maintenance_margin: account.maintenanceMargin,
    last_maintenance_margin: account.lastMaintenanceMargin,
    regt_buying_power: account.regtBuyingPower,
    non_marginable_buying_power: account.nonMarginableBuyingPower,
    accrued_fees: account.accruedFees,
  };
  const known = Object.entries(amounts).flatMap(([name, amount]) =>
    amount === null ? [] : [[name, amount.toString()] as const],
  );
  return {
    id: account.id,
    account_number: account.number,
    status: account.status,
    crypto_status: account.status,
    currency: account.currency,
    cash: account.cash.toString(),
    equity: account.equity.toString(),
    buying_power: account.buyingPower.toString(),
    effective_buying_power: account.buyingPower.toString(),
    ...Object.fromEntries(known),
    multiplier: account.multiplier,
    trading_blocked: account.tradingBlocked,
    transfers_blocked: account.transfersBlocked,
    account_blocked: account.accountBlocked,
    trade_suspended_by_user: account.tradeSuspendedByUser,
    shorting_enabled: account.shortingEnabled,
    ...(account.createdAt === null ? {} : { created_at: wireInstant(account.createdAt) }),
  };
}

/** Returns the account as the engine compares it; any block counts as blocked. */
export function toBrokerAccount(account: AccountReport): BrokerAccount {
  return {
    id: account.id,
    status: account.status,
    cash: account.cash,
    equity: account.equity,
    buyingPower: account.buyingPower,
    tradingBlocked:
      account.tradingBlocked || account.accountBlocked || account.tradeSuspendedByUser,
  };
}
