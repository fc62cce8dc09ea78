// The overview, guardians, chains, margin, the audit log, the public page, and the stream of events.
import type { Amount, ChainName, Hex, LaneName, Sourced, Time, TransferId } from './base';
import type { BreakersView, Filling } from './limits';
import type { Paper } from './papers';
import type { TransferRow, TransferState } from './transfers';

// ── Overview ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Overview {
  now: Time;
  breakers: BreakerCell[];
  flows: LaneFlow[];
  reserves: Reserve[];
  chains: ChainBrief[];
  guardians: GuardianBrief;
  oldestWaiting: TransferRow | null; // null = the history was read and nothing waits; see `history`
  waiting: { count: number; holds: number };
  history: Sourced<{ transfers: number; caughtUp: boolean }>;
  problems: Problem[]; // what a person should look at, worst first
}

export interface Problem {
  severity: 'critical' | 'warning';
  text: string;
  link: string | null; // a path of the page, as "/transfers/1-2-17", "/guardians"
}

export type Level = 0 | 1 | 2 | 3 | 4 | 5; // normal watch slow hold stop cursed

export type ScopeKind = 'everything' | 'lane' | 'asset';

/** One scope's own level on one chain. The strictest of everything, lane and asset is in force. */
export interface BreakerCell {
  chain: ChainName;
  scopeKind: ScopeKind;
  scope: Hex; // 32 bytes as signed: zero · the other chain's number · the asset id
  scopeName: string; // "everything", "the lane with solana", "USDC"
  level: Sourced<Level>;
  reason: string | null; // of the last change that this server knows of
  by: string | null; // as in LevelChange
  since: Time | null;
}

/** Releases of one asset on one chain against that chain's limits: what arrives over one lane. */
export interface LaneFlow {
  lane: LaneName; // source-destination
  source: ChainName;
  destination: ChainName;
  asset: string; // symbol
  limits: Sourced<LimitState>; // of `destination`
  levelInForce: Level | null; // strictest on the destination; null = not known
  stoppedByGuardians: boolean; // whatever the level is: too few of them are left that sign it
  filling: Filling | null;
  lastHour: Amount; // released, from the history
  lastDay: Amount;
  waitingAmount: Amount; // locked and not ended
  waitingCount: number;
  forecast: Forecast;
}

export interface LimitState {
  maxRelease: Amount; // "0" = closed
  capacity: Amount;
  refillPerSecond: Amount;
  holdThreshold: Amount; // "0" = every release is held; 2^64-1 = none
  available: Amount; // bucket now
  usedPercent: number; // 0 to 100; 100 when closed
}

export interface Forecast {
  outflowPerSecond: string; // decimal fraction, canonical units, over the last hour
  exhaustedAt: Time | null; // when the bucket is empty if that goes on; null = it refills faster, or not known
  waitingFitsAt: Time | null; // when everything that waits has fitted through; null = it fits now, or not known
}

/** Custody at home against what exists elsewhere and what is on its way. */
export interface Reserve {
  asset: string;
  home: ChainName;
  custody: Sourced<Amount>;
  minted: Sourced<Amount>; // wrapped supply on the other chain
  onItsWay: Sourced<Amount>; // locked or burnt, not yet paid or minted, from the history
  surplus: Amount | null; // custody - minted - onItsWay; may be negative ("-5"); null = one of the three is not known
  verdict: 'covered' | 'short' | 'unknown'; // 'short' only when seen twice in a row: the three are read one after the other
}

export interface ChainBrief {
  chain: ChainName;
  finalized: Sourced<number>; // block or slot
  finalityLagSeconds: number | null; // since the finalised head last advanced
  sources: number;
  sourcesHealthy: number;
  diverged: boolean;
}

export interface GuardianBrief {
  total: number;
  threshold: number;
  signing: number | null; // those that sign something, whatever else they have stopped; null before all were asked once
  margin: number | null; // signing - threshold; below 0 nothing is signed
}

// ── Guardians, chains, margin ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface GuardiansView {
  threshold: number;
  margin: number | null;
  rows: GuardianRow[];
  relayers: RelayerRow[];
}

export interface GuardianRow {
  index: number;
  identity: Hex; // address
  health: Sourced<GuardianHealth>;
  sentinel: Record<ChainName, Sourced<boolean>>; // its identity key has the role there; whether it could pay for a trip is among its warnings
}

export interface GuardianHealth {
  healthy: boolean;
  signs: boolean; // something, whatever else it has stopped
  epochs: number[];
  journalLocks: number;
  problems: string[];
  warnings: string[]; // what it could not do if it had to; healthy all the same
  chains: { chain: ChainName; finalizedHeight: number | null; lagSeconds: number | null; caughtUp: boolean; halted: boolean; problem: string | null; behind: number | null }[]; // behind: heights below this server's own read
}

export interface RelayerRow {
  url: string;
  health: Sourced<{ name: string; healthy: boolean; problems: string[]; liveGuardians: number; threshold: number }>;
}

export interface ChainsView {
  chains: ChainRow[];
}

export interface ChainRow {
  chain: ChainName;
  sources: SourceRow[];
  divergence: string | null; // null = those that answer agree
  key: Sourced<{ epoch: number; groupKey: Hex; expected: boolean }>; // expected: as in the deployment file, or rotated from it by papers seen here
}

export interface SourceRow {
  name: string; // "evm node 1"; addresses with secrets in them are never shown
  head: Sourced<{ height: number; hash: Hex }>; // finalised
  lagSeconds: number | null;
}

/** Only what exists on chain: balances of margin accounts that transfers went to or came from. No positions, no prices: the bridge has none yet. */
export interface MarginView {
  available: boolean;
  totals: { asset: string; held: Sourced<Amount> }[];
  accounts: { account: string; balances: { asset: string; amount: Sourced<Amount> }[] }[];
  note: string;
}

// ── Audit ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AuditEntry {
  sequence: number; // from 1, without gaps
  at: Time;
  user: string | null; // null = the server itself, or somebody who could not sign in
  address: string | null; // client address
  event: string; // "signIn", "signInRefused", "tighten", "paperCreated", …
  detail: Record<string, string>;
  previous: Hex;
  hash: Hex; // keccak256 over the entry and `previous`; layout in README.md
}

export interface AuditVerification {
  intact: boolean;
  entries: number;
  head: Hex;
  firstBroken: number | null;
}

// ── Public, without a session: GET /api/public/… and nothing else ─────────────────────────────────────────────────────────────────────────────────

export interface PublicLimits {
  now: Time;
  name: string; // of the deployment
  rows: { chain: ChainName; asset: string; decimals: number; limits: Sourced<LimitState>; filling: Filling | null; levelInForce: Level | null; levelAtSource: Level | null }[]; // of releases on `chain`; of locks on the other one
}

export interface PublicTransfer {
  id: TransferId;
  source: ChainName;
  destination: ChainName;
  asset: string;
  decimals: number;
  amount: Amount;
  state: TransferState;
  waitingFor: string | null;
  waitsUntil: Time | null;
  sourceTransaction: string;
  holdTransaction: string | null;
  destinationTransaction: string | null; // what paid it
  refundTransaction: string | null; // what paid it back
  lockedAt: Time;
  heldAt: Time | null;
  releasedAt: Time | null;
  refundedAt: Time | null;
  endedAt: Time | null;
}

// ── GET /api/events: server-sent events, with the session's cookie (EventSource) ──────────────────────────────────────────────────────────────────
// `event:` is the name, `data:` the JSON. Nothing is replayed: after a reconnect read the views again. At most one `overview` a second.

export interface ServerEvents {
  tick: { now: Time }; // every 5 s: silence for 15 s = the stream is dead, grey out
  overview: Overview;
  transfer: TransferRow; // it is new, or its state or reason changed
  breakers: BreakersView;
  limits: Record<string, never>; // limits were changed, or it was found out by whom: read /api/limits and its history again
  holds: { count: number }; // the queue changed: read /api/holds again
  paper: Paper;
  audit: { sequence: number };
  signedOut: Record<string, never>; // the session has ended; the stream closes
}
