import type { Chain, Look } from '../chain.js';
import type { Fact, LockFact, ReleaseFact, VoidFact } from '../ledger/facts.js';
import { conflictsOf, type Conflict, type Ledger } from '../ledger/ledger.js';
import { finding, type Finding } from './finding.js';

/** Chains that could not be asked whether a lock exists: their newest state is too old to say no. */
export interface Unanswered {
  readonly chain: string;
  readonly ageSeconds: number;
}

/**
 * Releases, voids and refunds that no lock stands behind.
 *
 * A release of a lock that was never made can carry a valid signature: then t guardians lie, or their key is stolen. What decides is the source chain
 * alone. Guardians sign only what is final; so whoever reads a newest state that is younger than finality takes must see the lock in it. A release is not
 * waited for until it is final itself: that it is there at all says that the signature exists.
 */
export async function judgeReleases(ledger: Ledger, looks: ReadonlyMap<number, Look>, chains: ReadonlyMap<number, Chain>): Promise<{ findings: Finding[]; unanswered: Unanswered[] }> {
  const young = [...looks.values()].flatMap((look) => look.young);
  const findings = [...ledger.conflicts, ...young.flatMap((fact) => ('lane' in fact ? conflictsOf(ledger.lane(fact.lane), fact) : []))].map(contradicted);
  const unanswered: Unanswered[] = [];
  for (const [source, open] of bySource(candidates(ledger, young))) {
    const chain = chains.get(source);
    if (chain === undefined) {
      findings.push(...open.map((fact) => forged(fact, `chain ${source} is none of this bridge`)));
      continue;
    }
    const locks = new Map(young.filter((fact): fact is LockFact => fact.type === 'lock').map((lock) => [name(lock), lock]));
    const missing = open.filter((fact) => {
      const lock = locks.get(name(fact));
      if (lock !== undefined) findings.push(...differing(lock, fact).map(contradicted));
      return lock === undefined;
    });
    if (missing.length === 0) continue;
    const newest = await chain.newest();
    for (const fact of missing.filter((candidate) => candidate.sequence > newest.last)) {
      // SECURITY: a node that is behind does not know; it is told to people, and it proves nothing (W2).
      if (newest.ageSeconds > chain.oldestHeadSeconds) unanswered.push({ chain: chain.name, ageSeconds: newest.ageSeconds });
      // SECURITY: release without a lock (W5), whoever signed it.
      else findings.push(forged(fact, `lane ${fact.lane} has ${newest.last} locks`));
    }
  }
  return { findings, unanswered };
}

/** Refunds whose void the destination does not show, and sums that do not add up. */
export function judgeSums(ledger: Ledger, looks: ReadonlyMap<number, Look>): Finding[] {
  const young = new Set([...looks.values()].flatMap((look) => look.young).filter((fact) => fact.type === 'void').map(name));
  return [...ledger.lanes].flatMap(([lane, state]) => [
    ...[...state.unvoided].filter((sequence) => !young.has(`${lane}/${sequence}`)).map((sequence) =>
      // The destination may be read a moment later: it has to stay unseen for a while.
      finding('refund-without-void', { scope: 'everything', level: 5, reason: 'refund without void', about: `${lane}/${sequence}`, evidence: `${lane}-${sequence} was refunded and its destination shows no void`, looks: 5 })),
    ...[...state.leftSum].filter(([asset, left]) => left > (state.lockedSum.get(asset) ?? 0n) && state.unlocked.size === 0).map(([asset, left]) =>
      // SECURITY: released + pending ≤ locked (W5), summed apart from the single transfers.
      finding('lane-overdrawn', { scope: 'everything', level: 5, reason: 'released above locked', about: `${lane}/${asset}`, evidence: `lane ${lane} released ${left} of asset ${asset} and ${state.lockedSum.get(asset) ?? 0n} were locked` })),
  ]);
}

function candidates(ledger: Ledger, young: readonly Fact[]): (ReleaseFact | VoidFact)[] {
  const kept = [...ledger.lanes.values()].flatMap((lane) => [...lane.unlocked].map((sequence) => lane.consumed.get(sequence)?.fact as ReleaseFact | VoidFact));
  const early = young.filter((fact): fact is ReleaseFact | VoidFact => (fact.type === 'release' || fact.type === 'void') && !ledger.lane(fact.lane).locks.has(fact.sequence));
  return [...new Map([...kept, ...early].map((fact) => [name(fact), fact])).values()];
}

function bySource(facts: readonly (ReleaseFact | VoidFact)[]): Map<number, (ReleaseFact | VoidFact)[]> {
  const groups = new Map<number, (ReleaseFact | VoidFact)[]>();
  for (const fact of facts) {
    const source = Number(fact.lane.split('-')[0]);
    groups.set(source, [...(groups.get(source) ?? []), fact]);
  }
  return groups;
}

// A lane in which only this lock was ever made: the same comparison as for what is final.
function differing(lock: LockFact, fact: ReleaseFact | VoidFact): Conflict[] {
  return conflictsOf({ ...emptyLane, locks: new Map([[lock.sequence, lock]]) }, fact);
}

const emptyLane = {
  locks: new Map(), consumed: new Map(), refunded: new Map(), requested: new Set<bigint>(), told: new Set<string>(), words: new Map(), unlocked: new Set<bigint>(), unvoided: new Set<bigint>(),
  lastLocked: 0n, lockedSum: new Map(), leftSum: new Map(),
};

function forged(fact: ReleaseFact | VoidFact, why: string): Finding {
  return finding('release-without-lock', {
    scope: 'everything', level: 5, reason: 'release without lock', about: name(fact),
    evidence: `${fact.lane}-${fact.sequence} was ${fact.type === 'void' ? 'voided' : 'released'} in ${fact.at.transaction} at ${fact.at.height} and never locked: ${why}`,
  });
}

function contradicted(conflict: Conflict): Finding {
  return finding(conflict.what, {
    scope: 'everything', level: 5, reason: conflict.what.replaceAll('-', ' '), about: `${conflict.lane}/${conflict.sequence}`, evidence: `${conflict.lane}-${conflict.sequence}: ${conflict.detail}`,
  });
}

function name(fact: { readonly lane: string; readonly sequence: bigint }): string {
  return `${fact.lane}/${fact.sequence}`;
}
