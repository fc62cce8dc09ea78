import type { Hex } from '../protocol/bytes.js';
import type { Cursor, Entry, Fact, GovernanceFact, LockFact, RefundFact, ReleaseFact, Trip, VoidFact } from './facts.js';
import { Journal, LedgerDamaged } from './journal.js';

// What the chains have said for good, summed up. Rebuilt from the journal at every start; changed only by entries that are on disk.

const marginAccount = 2;

/** Something that can never be true of one sequence. */
export interface Conflict {
  readonly what: 'consumed-twice' | 'release-differs' | 'refund-differs' | 'released-and-refunded' | 'refunded-twice';
  readonly lane: string;
  readonly sequence: bigint;
  readonly detail: string;
}

/** What became of a sequence on the lane's destination. */
export interface Consumption {
  readonly how: 'released' | 'held' | 'voided';
  readonly fact: ReleaseFact | VoidFact;
}

export class LaneLedger {
  readonly locks = new Map<bigint, LockFact>();
  readonly consumed = new Map<bigint, Consumption>();
  readonly refunded = new Map<bigint, RefundFact>();
  readonly requested = new Set<bigint>();
  /** Consumed sequences as bits, 256 a word, the first of a word in its most significant bit: as both chains keep them. */
  readonly words = new Map<bigint, bigint>();
  /** Releases by transaction, place and sequence: a node that tells its history again tells nothing new. */
  readonly told = new Set<string>();
  /** Consumed, and no lock is known (yet). */
  readonly unlocked = new Set<bigint>();
  /** Given back, and no void is known (yet). */
  readonly unvoided = new Set<bigint>();
  /** Contiguous from 1: the number of locks. */
  lastLocked = 0n;
  readonly lockedSum = new Map<Hex, bigint>();
  /** Released and held, not voided. */
  readonly leftSum = new Map<Hex, bigint>();
}

export class Ledger {
  readonly lanes = new Map<string, LaneLedger>();
  readonly cursors = new Map<number, Cursor>();
  /** Heights of the cursors on disk. */
  readonly written = new Map<number, bigint>();
  readonly trips = new Map<string, { readonly trip: Trip; readonly raised: Set<number> }>();
  /** Per asset and chain, canonical units: paid out, given back, and local units claimed. */
  readonly paid = new Map<string, bigint>();
  readonly claimed = new Map<string, bigint>();
  readonly lockedOn = new Map<string, bigint>();
  readonly scheduled = new Map<Hex, bigint>();
  readonly rotations = new Map<string, bigint>();
  readonly limits = new Map<string, readonly bigint[]>();
  readonly sealed = new Set<number>();
  readonly seen = new Map<number, string>();
  readonly conflicts: Conflict[] = [];
  facts = 0;

  private constructor(private readonly journal: Journal) {}

  static open(path: string, bridge: Hex): Ledger {
    const journal = Journal.open(path);
    try {
      const ledger = new Ledger(journal);
      const [first, ...rest] = journal.entries;
      if (first === undefined) journal.append({ entry: 'opened', version: 1, bridge });
      // SECURITY: another deployment's ledger would vouch for sequences that were never locked here.
      else if (first.entry !== 'opened' || first.version !== 1 || first.bridge !== bridge) throw new LedgerDamaged(`${path} is not a ledger of bridge ${bridge}`);
      for (const entry of rest) ledger.apply(entry);
      return ledger;
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Bytes of an unfinished line that the last crash left and that were dropped. */
  get dropped(): number {
    return this.journal.dropped;
  }

  lane(name: string): LaneLedger {
    let lane = this.lanes.get(name);
    if (lane === undefined) this.lanes.set(name, (lane = new LaneLedger()));
    return lane;
  }

  /** Takes in what a chain said, cursor and facts in one line of the journal. */
  record(chain: number, cursor: Cursor, facts: readonly Fact[]): void {
    this.write({ entry: 'read', chain, cursor, facts });
  }

  /** The cursor alone, in memory: nothing was between it and the one on disk, and reading that again says the same. */
  advance(chain: number, cursor: Cursor): void {
    this.cursors.set(chain, cursor);
  }

  /** True when it is new. Whoever acts on a trip has it on disk before. */
  decide(trip: Trip, at: string): boolean {
    if (this.trips.has(trip.id)) return false;
    this.write({ entry: 'trip', trip, at });
    return true;
  }

  raised(id: string, chain: number, how: string, at: string): void {
    this.write({ entry: 'raised', id, chain, how, at });
  }

  close(): void {
    this.journal.close();
  }

  private write(entry: Entry): void {
    this.journal.append(entry);
    this.apply(entry);
  }

  private apply(entry: Entry): void {
    switch (entry.entry) {
      case 'read':
        this.cursors.set(entry.chain, entry.cursor);
        this.written.set(entry.chain, entry.cursor.height);
        this.facts += entry.facts.length;
        for (const fact of entry.facts) this.take(fact);
        return;
      case 'trip':
        this.trips.set(entry.trip.id, { trip: entry.trip, raised: new Set() });
        return;
      case 'raised':
        this.trips.get(entry.id)?.raised.add(entry.chain);
        return;
      case 'opened':
        throw new LedgerDamaged('a ledger is opened once');
    }
  }

  private take(fact: Fact): void {
    if (fact.type === 'claim') add(this.claimed, key(fact.at.chain, fact.asset), fact.local);
    else if (fact.type === 'governance') this.govern(fact);
    else {
      const lane = this.lane(fact.lane);
      this.conflicts.push(...conflictsOf(lane, fact));
      if (fact.type === 'lock') this.lock(lane, fact);
      else if (fact.type === 'release') this.release(lane, fact);
      else if (fact.type === 'void') voided(lane, fact);
      else if (fact.type === 'refund-request') lane.requested.add(fact.sequence);
      else this.refund(lane, fact);
    }
  }

  private lock(lane: LaneLedger, fact: LockFact): void {
    lane.locks.set(fact.sequence, fact);
    lane.unlocked.delete(fact.sequence);
    lane.lastLocked = fact.sequence;
    add(lane.lockedSum, fact.asset, fact.amount);
    add(this.lockedOn, key(fact.at.chain, fact.asset), fact.amount);
  }

  private release(lane: LaneLedger, fact: ReleaseFact): void {
    const before = lane.consumed.get(fact.sequence);
    if (before?.how !== 'held') add(lane.leftSum, fact.asset, fact.amount);
    if (before?.how !== 'voided') lane.consumed.set(fact.sequence, { how: fact.outcome === 'held' ? 'held' : 'released', fact });
    consume(lane, fact.sequence);
    lane.told.add(`${fact.at.transaction}/${fact.at.index}/${fact.sequence}`);
    // What a margin account was credited with stays in the vault, owed to the margin contract, until a claim takes it out.
    if (fact.outcome === 'paid' && fact.kind !== marginAccount) add(this.paid, key(fact.at.chain, fact.asset), fact.amount);
  }

  private refund(lane: LaneLedger, fact: RefundFact): void {
    lane.refunded.set(fact.sequence, fact);
    if (lane.consumed.get(fact.sequence)?.how !== 'voided') lane.unvoided.add(fact.sequence);
    const lock = lane.locks.get(fact.sequence);
    if (lock !== undefined && fact.paid) add(this.paid, key(fact.at.chain, lock.asset), lock.amount);
  }

  private govern(fact: GovernanceFact): void {
    const what = fact.what;
    if (what.step === 'scheduled') this.scheduled.set(what.digest, what.readyAt);
    else if (what.step === 'executed' || what.step === 'vetoed') this.scheduled.delete(what.digest);
    else if (what.step === 'rotation-scheduled') this.rotations.set(`${fact.at.chain}/${what.epoch}/${what.key}`, what.readyAt);
    else if (what.step === 'sealed') this.sealed.add(fact.at.chain);
    else if (what.step === 'seen') this.seen.set(fact.at.chain, what.state);
    else if (what.step === 'changed' && what.what === 'limits') this.limits.set(key(fact.at.chain, what.asset), what.limits);
  }
}

export function key(chain: number, asset: Hex): string {
  return `${chain}/${asset}`;
}

function add<K>(sums: Map<K, bigint>, at: K, amount: bigint): void {
  sums.set(at, (sums.get(at) ?? 0n) + amount);
}

function consume(lane: LaneLedger, sequence: bigint): void {
  lane.words.set(sequence / 256n, (lane.words.get(sequence / 256n) ?? 0n) | bitOf(sequence));
  if (!lane.locks.has(sequence)) lane.unlocked.add(sequence);
}

function voided(lane: LaneLedger, fact: VoidFact): void {
  const before = lane.consumed.get(fact.sequence);
  if (before?.how === 'held' && before.fact.type === 'release') add(lane.leftSum, before.fact.asset, -before.fact.amount);
  // What was released stays released, whatever else is said about it.
  if (before?.how !== 'released') lane.consumed.set(fact.sequence, { how: 'voided', fact });
  lane.unvoided.delete(fact.sequence);
  consume(lane, fact.sequence);
}

/** The bit of a sequence in its word of 256. */
export function bitOf(sequence: bigint): bigint {
  return 1n << (255n - (sequence % 256n));
}

/** What a fact contradicts of what is known. Changes nothing: facts that are not final yet are asked about as well. */
export function conflictsOf(lane: LaneLedger, fact: Fact): Conflict[] {
  if (fact.type === 'claim' || fact.type === 'governance' || fact.type === 'refund-request') return [];
  const conflict = (what: Conflict['what'], detail: string): Conflict[] => [{ what, lane: fact.lane, sequence: fact.sequence, detail: `${detail}, in ${fact.at.transaction} at ${fact.at.height}` }];
  const consumed = lane.consumed.get(fact.sequence);
  switch (fact.type) {
    case 'lock':
      return consumed === undefined ? [] : differences(fact, consumed.fact).flatMap((field) => conflict('release-differs', `${field} is another than in the lock`));
    case 'release': {
      // SECURITY: one payment per sequence (W4); a hold that is paid later is the one second word.
      if (consumed !== undefined && !(consumed.how === 'held' && fact.outcome !== 'held' && sameAs(consumed.fact, fact))) return conflict('consumed-twice', `it was ${consumed.how} before`);
      // SECURITY: released or refunded, never both.
      if (lane.refunded.has(fact.sequence)) return conflict('released-and-refunded', 'it was refunded before');
      const lock = lane.locks.get(fact.sequence);
      // SECURITY: what is paid is what was locked, field by field (W5).
      return lock === undefined ? [] : differences(lock, fact).flatMap((field) => conflict('release-differs', `${field} is another than in the lock`));
    }
    case 'void': {
      if (consumed !== undefined && consumed.how !== 'held' && !sameAs(consumed.fact, fact)) return conflict('consumed-twice', `it was ${consumed.how} before`);
      const lock = lane.locks.get(fact.sequence);
      return lock === undefined || lock.leaf === fact.leaf ? [] : conflict('release-differs', 'the void is of another transfer than the lock');
    }
    case 'refund': {
      if (lane.refunded.has(fact.sequence)) return conflict('refunded-twice', 'it was refunded before');
      if (consumed !== undefined && consumed.how !== 'voided') return conflict('released-and-refunded', `it was ${consumed.how} before`);
      const lock = lane.locks.get(fact.sequence);
      return lock?.leaf === fact.leaf ? [] : conflict('refund-differs', lock === undefined ? 'nothing was locked under this number' : 'the refund is of another transfer than the lock');
    }
  }
}

function differences(lock: LockFact, ended: ReleaseFact | VoidFact): string[] {
  if (ended.type === 'void') return ended.leaf === lock.leaf ? [] : ['the leaf'];
  const named: [string, boolean][] = [
    ['the leaf', ended.leaf === null || ended.leaf === lock.leaf],
    ['the kind', ended.kind === lock.kind],
    ['the asset', ended.asset === lock.asset],
    ['the amount', ended.amount === lock.amount],
    ['the recipient', ended.recipient === lock.recipient],
  ];
  return named.filter(([, same]) => !same).map(([field]) => field);
}

// The same fact told twice by two kinds of record is no second event.
function sameAs(before: ReleaseFact | VoidFact, now: ReleaseFact | VoidFact): boolean {
  if (before.type === 'void' || now.type === 'void') return before.type === now.type && before.leaf === now.leaf;
  return before.kind === now.kind && before.asset === now.asset && before.amount === now.amount && before.recipient === now.recipient;
}
