// Breakers, limits, flows and samples over time.
import type { Amount, ChainName, Hex, LaneName, Sourced, Time, TransferId } from './base';
import type { BreakerCell, Level, LimitState, ScopeKind } from './overview';
import type { ActionName, Paper } from './papers';

// ── Breakers, limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface BreakersView {
  cells: BreakerCell[];
  proposals: Paper[]; // loosening papers that are open: collecting, scheduled, ready
  foreign: ForeignProposal[]; // scheduled on a chain and not known here: look at them, veto if nobody can explain them
  delays: Record<ChainName, Sourced<Delays>>;
  sentinel: Record<ChainName, Sourced<boolean>>; // whether this server's key holds its role: false = one-action tighten does not work there
}

export interface ForeignProposal {
  chain: ChainName;
  digest: Hex;
  action: ActionName | null; // null = the chain does not say
  readyAt: Time | null;
}

export interface Delays {
  loosenSeconds: number;
  executeWindowSeconds: number;
  holdMinAgeSeconds: number;
  refundSeconds: number;
}

export interface LevelChange {
  at: Time;
  chain: ChainName;
  scopeKind: ScopeKind;
  scopeName: string;
  from: Level;
  to: Level;
  reason: string | null;
  by: string | null; // an address, "guardian 3, address", "dashboard (alice)", or null = seen by reading, the chain shows no author
  transaction: string | null; // on that chain; null = made through this server, or not known
}

export interface LimitsView {
  rows: LimitRow[];
}

export interface LimitRow {
  chain: ChainName;
  asset: string;
  current: Sourced<LimitState>; // as they were set; usedPercent is of what is in force
  levelInForce: Level | null;
  inForce: LimitValues | null; // what the level in force makes of them; null = the same
  proposed: { limits: LimitValues; paper: Hex; readyAt: Time | null }[];
}

export interface LimitValues {
  maxRelease: Amount;
  capacity: Amount;
  refillPerSecond: Amount;
  holdThreshold: Amount;
}

export interface DryRunRequest {
  chain: ChainName;
  asset: string;
  limits: LimitValues;
  days: number; // 1 to 90
}

/** The recorded releases of that chain and asset run through the limits of today and the proposed ones. */
export interface DryRun {
  from: Time;
  to: Time;
  transfers: number;
  truncated: boolean; // the history begins later than asked
  current: DryRunOutcome;
  proposed: DryRunOutcome;
}

export interface DryRunOutcome {
  wouldBeRefused: number; // above the largest release
  wouldBeHeld: number;
  wouldHaveWaited: number; // for the bucket
  longestWaitSeconds: number;
  worstCaseLoss: Amount; // stolen group key, one day: capacity + refill × 86,400, no more than custody where that is known
  heldExamples: TransferId[]; // at most 20
}

// ── Flows and samples over time (charts) ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FlowSeries {
  lane: LaneName;
  asset: string;
  stepSeconds: number;
  at: number[]; // Unix seconds, start of each step
  locked: number[]; // whole tokens as floating point: for drawing only
  released: number[];
}

/** GET /api/samples?name=… ; names: "used:<chain>:<symbol>" (percent of the bucket), "lag:<chain>" (seconds), "backing:<symbol>", "guardians". */
export interface SampleSeries {
  name: string;
  at: number[];
  value: (number | null)[]; // null = could not be read then
}
