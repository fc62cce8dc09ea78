import type { Trip } from '../ledger/facts.js';

/** The one thing that the witness can do to a chain: raise a level. */
export interface Breaker {
  readonly chain: number;
  readonly name: string;
  /** Whether the chain takes the witness for a sentinel. */
  isSentinel(): Promise<boolean>;
  /** Raises the level of the trip's scope to at least the trip's. Answers how: a transaction, or that it stood there already. */
  raise(trip: Trip): Promise<string>;
}

/** Seconds a paper is good for. */
export const paperLife = 600n;
