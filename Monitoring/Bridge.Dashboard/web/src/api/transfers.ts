// Transfers and held releases.
import type { Amount, ChainName, Hex, Sourced, Time, TransferId } from './base';
import type { Paper } from './papers';

// ── Transfers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type TransferState =
  | 'Observed' | 'Finalized' | 'Signed' | 'Submitted' | 'Released' | 'Held' | 'Limited' | 'Undeliverable' | 'VoidRequested' | 'Voided' | 'Refunded';

export interface TransferRow {
  id: TransferId;
  source: ChainName;
  destination: ChainName;
  asset: string; // symbol; the asset id when the deployment has no name for it
  amount: Amount;
  kind: 'wallet' | 'margin';
  state: TransferState; // from this server's own reads of both chains, advanced by relayers' word only between Finalized and Submitted
  waitingFor: string | null; // why it waits; null = it does not wait
  waitsUntil: Time | null; // of a hold the earliest time, null once that has passed: people decide
  lockedAt: Time;
  endedAt: Time | null;
  updatedAt: Time;
}

export interface TransferDetail extends TransferRow {
  sender: string; // in the source chain's own form
  recipient: string; // in the destination chain's own form
  encoded: Hex; // the 150 bytes (Contracts/README.md)
  leaf: Hex; // keccak256(keccak256(encoded)): compute it again before signing about it
  sourceTransaction: string;
  sourceHeight: number;
  destinationTransaction: string | null; // what paid it; of one that was held never the hold
  holdTransaction: string | null;
  timeline: TimelineStep[]; // in order of time
  relayers: Sourced<RelayerWord>[]; // one per relayer asked
  observations: Sourced<Observation>[]; // one per guardian; state 'unread' + problem when this server may not ask it
  evidence: Evidence[];
}

export interface TimelineStep {
  step: 'locked' | 'final' | 'signed' | 'submitted' | 'held' | 'approved' | 'released' | 'voidRequested' | 'voided' | 'refunded';
  at: Time;
  source: string; // who says so
  text: string; // for people
  transaction: string | null;
  chain: ChainName | null; // of the transaction
}

export interface RelayerWord {
  state: TransferState;
  waitingFor: string | null;
  waitsUntil: Time | null;
}

export interface Observation {
  guardian: number;
  height: number;
  blockHash: Hex;
  matches: boolean; // signature is that guardian's and the 150 bytes are the ones this server read
}

export interface Evidence {
  label: string;
  text: string;
  weight: 'good' | 'neutral' | 'unusual' | 'bad'; // unusual: nothing is wrong with it by itself, look at it
}

// ── Holds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface HoldsView {
  queue: Hold[]; // oldest first
  reads: Sourced<number>[]; // one per chain, value = holds read there: an empty queue means nothing only when both are fresh
  minAgeSeconds: Record<ChainName, number | null>;
}

export interface Hold {
  id: TransferId;
  chain: ChainName; // destination: where it is held, and the `chain` of its papers
  asset: string;
  amount: Amount;
  heldAt: Time;
  executableAt: Time | null;
  approvals: number; // on chain, of 2
  leaf: Hex; // as the DESTINATION recorded it
  transfer: TransferDetail | null; // as this server read it on the SOURCE; null = not seen there: never approve
  matches: boolean; // leaf of `transfer` = leaf; false: never approve
  evidence: Evidence[];
  papers: Paper[]; // approvals and rejections on their way
}
