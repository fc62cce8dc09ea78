import type { Cursor, Fact } from './ledger/facts.js';
import type { Ledger } from './ledger/ledger.js';
import type { Finding } from './rules/finding.js';

/** Per asset of the deployment, in the token's own units, in the newest state: what the bridge holds, and what there is. */
export interface Holdings {
  readonly custody: readonly bigint[];
  readonly supply: readonly bigint[];
}

/** What the chain lets through now: shown, never judged. */
export interface Standing {
  /** Levels by scope: "everything", "lane", and symbols of assets. */
  readonly levels: Readonly<Record<string, number>>;
  /** Share of its bucket that an asset could still let out, 0 to 1; assets without limits are left out. */
  readonly headroom: Readonly<Record<string, number>>;
}

/** What one look at a chain gave. */
export interface Look {
  /** Where the next look begins. */
  readonly cursor: Cursor;
  /** For good, in order. Taken into the ledger. */
  readonly facts: readonly Fact[];
  /** Not final, or not believed whole: looked at, not kept. */
  readonly young: readonly Fact[];
  /** What is wrong already, before anything is taken in. */
  readonly findings: readonly Finding[];
  readonly finalized: bigint;
  /** Seconds between this machine's clock and the newest block. */
  readonly headAge: number;
  /** False while history is still being read. */
  readonly caughtUp: boolean;
  readonly holdings: Holdings;
  /** What the chain's own state of the cursor says against the ledger, which holds the facts by then. */
  audit(ledger: Ledger): readonly Finding[];
}

/** The newest lock toward the other chain that any source shows in its newest state, and how old the oldest of those states is. */
export interface Newest {
  readonly last: bigint;
  readonly ageSeconds: number;
}

/** One chain as the witness sees it: through its own sources, all of which have to agree. */
export interface Chain {
  readonly number: number;
  readonly name: 'evm' | 'solana';
  /** The age from which a newest state is too old to say that something is not there: less than the chain takes to make a block final. */
  readonly oldestHeadSeconds: number;
  look(ledger: Ledger): Promise<Look>;
  newest(): Promise<Newest>;
  /** As the first source shows it. */
  standing(): Promise<Standing>;
}
