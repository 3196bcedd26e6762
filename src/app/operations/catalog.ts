import type { Operation } from '../operation/define.ts';
import type { MapOf, Wire } from '../operation/map.ts';
import { accountGet } from './account.ts';
import { backtestsRun } from './backtests.ts';
import { doctorRun } from './doctor.ts';
import { engineHalt, engineResume } from './engine.ts';
import { journalList, journalVerify } from './journal.ts';
import { ledgerAdjust } from './ledger.ts';
import { metricsExplain } from './metrics.ts';
import { ordersCancel, ordersList, ordersShow } from './orders.ts';
import { ordersBuy, ordersSell } from './placement.ts';
import { portfolioEquity, portfolioPerformance, portfolioShow } from './portfolio.ts';
import { positionsList } from './positions.ts';
import { reportsAccount } from './reports.ts';
import { riskShow } from './risk.ts';
import { serverStop } from './server.ts';
import { sessionsLink, sessionsShow } from './sessions.ts';
import { statusGet } from './status.ts';
import { strategiesList, strategiesPause, strategiesStart } from './strategies.ts';
import { tokensCreate, tokensList, tokensRevoke } from './tokens.ts';

const operations = [
  statusGet,
  accountGet,
  positionsList,
  portfolioShow,
  portfolioPerformance,
  portfolioEquity,
  reportsAccount,
  ordersList,
  ordersShow,
  ordersBuy,
  ordersSell,
  ordersCancel,
  engineHalt,
  engineResume,
  strategiesList,
  strategiesPause,
  strategiesStart,
  riskShow,
  backtestsRun,
  metricsExplain,
  ledgerAdjust,
  journalVerify,
  journalList,
  doctorRun,
  tokensCreate,
  tokensList,
  tokensRevoke,
  sessionsShow,
  sessionsLink,
  serverStop,
] as const;

/** Every operation; each surface is generated from this list. */
export const OPERATIONS: readonly Operation[] = operations;

/** Input and output of every operation, by name. */
export type OperationMap = MapOf<typeof operations>;

/** Name of an operation in the catalog. */
export type OperationId = keyof OperationMap;

/** Answer of an operation as every surface receives it, in snake_case. */
export type OperationAnswer<N extends OperationId> = Wire<OperationMap[N]['output']>;
