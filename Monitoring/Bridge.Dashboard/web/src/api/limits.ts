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
  action: ActionName | null; // null = a rotation of the guardians' key
  fields: Record<string, string> | null; // as in a paper; null = the chain does not show the paper
  signers: { address: Hex; user: string | null }[]; // as the chain names them; none where it does not show the paper
  readyAt: Time | null;
  until: Time | null; // null = without an end
}

/** Something that was scheduled without this dashboard and has ended. */
export interface ForeignEnd extends Pick<ForeignProposal, 'chain' | 'digest' | 'action' | 'fields' | 'signers'> {
  seenAt: Time;
  standing: 'Executed' | 'Vetoed' | 'Expired' | 'NotKnown'; // NotKnown: it waits no more, and the chain shows no record of its end
  endedAt: Time | null;
  by: string | null; // who vetoed it, as in LevelChange
  transaction: string | null; // what ended it
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
  by: string | null; // everybody who signed, joined by " and ": an address, "guardian 3, address", "olga, address"; or "dashboard (alice)", "not known"; null = looked for
  transaction: string | null; // on that chain; null = not known
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
  filling: Filling | null; // null = full, or used
  proposed: ProposedLimits[];
}

/** A paper that would set limits. The page makes its words from the fields, and refuses those of another digest. */
export interface ProposedLimits {
  paper: Hex;
  action: ActionName;
  fields: Record<string, string>;
  signers: { address: Hex; user: string | null }[];
  readyAt: Time | null;
  until: Time | null;
  foreign: boolean; // scheduled on the chain and not made here
}

/** A bucket that was made larger and has not been full since: what was in it stayed, the rest comes with the refill. */
export interface Filling {
  since: Time; // when this server saw it become larger
  before: Amount; // its capacity before
  fullAt: Time | null; // when nothing is paid until then; null = not in sight
}

export interface LimitChange {
  at: Time;
  chain: ChainName;
  asset: string;
  from: LimitValues;
  to: LimitValues;
  by: string | null; // as in LevelChange
  transaction: string | null;
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
