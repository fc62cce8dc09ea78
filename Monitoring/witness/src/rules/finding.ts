import type { Hex } from '../protocol/bytes.js';
import type { Level, Trip } from '../ledger/facts.js';

/** A hard signal: a fact, no score. It halts at once and never expires by itself. */
export interface Finding extends Trip {
  /** How many looks in a row have to see it. 1 for what is a fact of one state; more where two chains' states are compared, which are never of one moment. */
  readonly looks: number;
}

export function finding(rule: string, what: { scope: 'everything' | Hex; level: Level; reason: string; about: string; evidence: string; looks?: number }): Finding {
  return { id: `${rule}/${what.about}`, rule, scope: what.scope, level: what.level, reason: what.reason, evidence: what.evidence, looks: what.looks ?? 1 };
}
