import type { Operation } from './operation.ts';
import { accountGet } from './operations/account.ts';
import { backtestsRun } from './operations/backtests.ts';
import { doctorRun } from './operations/doctor.ts';
import { engineHalt, engineResume } from './operations/engine.ts';
import { journalList, journalVerify } from './operations/journal.ts';
import { ledgerAdjust } from './operations/ledger.ts';
import { metricsExplain } from './operations/metrics.ts';
import { ordersCancel, ordersList, ordersShow } from './operations/orders.ts';
import { ordersBuy, ordersSell } from './operations/placement.ts';
import { portfolioEquity, portfolioPerformance, portfolioShow } from './operations/portfolio.ts';
import { positionsList } from './operations/positions.ts';
import { reportsAccount } from './operations/reports.ts';
import { riskShow } from './operations/risk.ts';
import { sessionsLink, sessionsShow } from './operations/sessions.ts';
import { statusGet } from './operations/status.ts';
import { strategiesList } from './operations/strategies.ts';
import { tokensCreate, tokensList, tokensRevoke } from './operations/tokens.ts';

/** Everything that can be asked of the house; every surface is made from this list. */
export const OPERATIONS: readonly Operation[] = [
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
];
