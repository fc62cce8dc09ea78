import type { Hex } from '../protocol/bytes.js';

/** Where a chain says that something happened: block or slot, transaction, position in it. */
export interface Place {
  readonly chain: number;
  readonly height: bigint;
  readonly transaction: string;
  readonly index: number;
}

interface Sequenced {
  readonly lane: string;
  readonly sequence: bigint;
  readonly at: Place;
}

/** Tokens were taken in on the lane's source. */
export interface LockFact extends Sequenced {
  readonly type: 'lock';
  readonly leaf: Hex;
  readonly kind: number;
  readonly asset: Hex;
  readonly amount: bigint;
  readonly recipient: Hex;
}

/** The sequence was consumed on the destination by a release: paid, credited as claimable, or held for people. */
export interface ReleaseFact extends Sequenced {
  readonly type: 'release';
  readonly outcome: 'paid' | 'claimable' | 'held';
  readonly kind: number;
  readonly asset: Hex;
  readonly amount: bigint;
  readonly recipient: Hex;
  /** Where the chain shows it: it names the sender too. */
  readonly leaf: Hex | null;
}

/** The sequence will never be released. */
export interface VoidFact extends Sequenced {
  readonly type: 'void';
  readonly leaf: Hex;
}

/** Its sender wants a lock back. */
export interface RefundRequestFact extends Sequenced {
  readonly type: 'refund-request';
  readonly leaf: Hex;
}

/** A lock was given back on its source. */
export interface RefundFact extends Sequenced {
  readonly type: 'refund';
  readonly leaf: Hex;
  /** False: credited as claimable. */
  readonly paid: boolean;
}

/** A claimable balance was paid out; amount in the token's own units. */
export interface ClaimFact {
  readonly type: 'claim';
  readonly asset: Hex;
  readonly local: bigint;
  readonly at: Place;
}

/** What people and the group key decide. */
export interface GovernanceFact {
  readonly type: 'governance';
  readonly what:
    | { readonly step: 'used'; readonly action: number; readonly digest: Hex }
    | { readonly step: 'scheduled' | 'executed' | 'vetoed'; readonly digest: Hex; readonly readyAt: bigint }
    | { readonly step: 'rotation-scheduled'; readonly epoch: number; readonly key: Hex; readonly readyAt: bigint }
    | { readonly step: 'rotated'; readonly epoch: number; readonly key: Hex }
    | { readonly step: 'sealed' }
    /** Solana: everything that is decided there, as one picture; the next one is compared with it. */
    | { readonly step: 'seen'; readonly state: string }
    | { readonly step: 'changed'; readonly what: 'limits'; readonly asset: Hex; readonly limits: readonly bigint[] }
    | { readonly step: 'changed'; readonly what: 'level'; readonly from: number; readonly to: number }
    | { readonly step: 'changed'; readonly what: 'role' | 'asset' | 'lane' | 'margin' };
  /** Unix seconds of the block. */
  readonly time: bigint;
  readonly at: Place;
}

export type Fact = LockFact | ReleaseFact | VoidFact | RefundRequestFact | RefundFact | ClaimFact | GovernanceFact;

/** Up to where a chain has been read, for good. `mark` is what the chain must still say about that height (EVM: the block's hash). */
export interface Cursor {
  readonly height: bigint;
  readonly mark: string;
  /** Solana: the newest transaction taken in of each consumed page. */
  readonly pages: Readonly<Record<string, string>>;
}

export type Level = 3 | 4 | 5;

/** Why a breaker is tripped. One evidence trips once, however often it is seen. */
export interface Trip {
  readonly id: string;
  readonly rule: string;
  /** "everything" or an asset id. */
  readonly scope: 'everything' | Hex;
  readonly level: Level;
  /** At most 32 ASCII characters; it stands in the paper. */
  readonly reason: string;
  readonly evidence: string;
}

/** One line of the ledger's file. */
export type Entry =
  | { readonly entry: 'opened'; readonly version: 1; readonly bridge: Hex }
  | { readonly entry: 'read'; readonly chain: number; readonly cursor: Cursor; readonly facts: readonly Fact[] }
  | { readonly entry: 'trip'; readonly trip: Trip; readonly at: string }
  | { readonly entry: 'raised'; readonly id: string; readonly chain: number; readonly how: string; readonly at: string };
