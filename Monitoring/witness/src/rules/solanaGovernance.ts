import { toHex, uint } from '../protocol/bytes.js';
import type { Governance, Proposal } from '../solana/governance.js';
import { finding, type Finding } from './finding.js';

const [lowerLevel, setLimits, openLane, grantRole, revokeRole] = [2, 4, 6, 7, 8];

/**
 * Key, role, limit or level of the Solana program changed outside a scheduled proposal: two pictures are compared, and what loosened in between has to be
 * what proposals say that were carried out in between. What one person tightened needs none. State and proposals are read one after the other, so a change
 * has to stay unexplained for three looks.
 */
export function judgeSolanaGovernance(chain: number, before: Governance, now: Governance, proposals: readonly Proposal[], time: bigint): Finding[] {
  // Until it is sealed, the governor sets the bridge up.
  if (!before.sealed) return [];
  const known = new Set(before.executed);
  const carriedOut = proposals.filter((proposal) => proposal.state === 3 && !known.has(proposal.digest));
  const told = (action: number, matches: (words: Uint8Array) => boolean) => carriedOut.some((proposal) => proposal.action === action && matches(proposal.words));
  const findings: Finding[] = [];
  const wrong = (what: string, about: string) =>
    findings.push(finding('governance', { scope: 'everything', level: 5, reason: 'changed without a proposal', about: `${chain}/${about}`, looks: 3, evidence: `${what} on Solana without a proposal that was carried out` }));

  if (now.fixed !== before.fixed || !now.sealed) wrong('bridge id, chain, delays or seal changed', 'fixed');
  // SECURITY: a new key was announced as this very key, waited, and was not vetoed (W8).
  if ((now.key !== before.key || now.epoch !== before.epoch) && !proposals.some((proposal) => isRotationTo(proposal, now, time))) wrong(`the key of epoch ${now.epoch} was put in force`, `key/${now.epoch}/${now.key}`);
  for (const key of new Set([...Object.keys(before.roles), ...Object.keys(now.roles)])) {
    const [was, is] = [before.roles[key] ?? 0, now.roles[key] ?? 0];
    const about = (words: Uint8Array) => toHex(words.subarray(44, 64)) === key;
    // SECURITY: roles change by two officers, later (W8).
    if (is !== was && is !== 0 && !told(grantRole, (words) => about(words) && uint(words, 64, 32) === BigInt(is))) wrong('a role was granted', `role/${key}/${is}`);
    if (is !== was && is === 0 && !told(revokeRole, about)) wrong('a role was revoked', `role/${key}/0`);
  }
  for (const [asset, limits] of Object.entries(now.limits)) {
    const raised = limits.some((limit, i) => BigInt(limit) > BigInt(before.limits[asset]?.[i] ?? 0));
    // SECURITY: limits rise by two officers, later (W8).
    if (raised && !told(setLimits, (words) => toHex(words.subarray(32, 64)) === asset && limits.every((limit, i) => BigInt(limit) <= uint(words, 64 + 32 * i, 32)))) wrong('a limit was raised', `limits/${asset}/${limits.join('-')}`);
  }
  for (const [scope, level] of Object.entries(now.levels)) {
    const was = before.levels[scope];
    if (was === undefined) {
      if (scope.startsWith('lane ') && !told(openLane, (words) => `lane ${uint(words, 32, 32)}` === scope)) wrong('a lane was opened', scope);
    }
    // SECURITY: levels fall by two officers, later (W8).
    else if (level < was && !told(lowerLevel, (words) => scopeOf(words) === scope && uint(words, 96, 32) <= BigInt(level))) wrong(`the level of ${scope} was lowered`, `level/${scope}/${level}`);
  }
  return findings;
}

function isRotationTo(proposal: Proposal, now: Governance, time: bigint): boolean {
  return proposal.action === 0 && proposal.state !== 2 && proposal.readyAt <= time && uint(proposal.words, 0, 4) === BigInt(now.epoch) && toHex(proposal.words.subarray(4, 37)) === now.key;
}

function scopeOf(words: Uint8Array): string {
  const kind = uint(words, 32, 32);
  return kind === 1n ? 'everything' : kind === 2n ? `lane ${uint(words, 64, 32)}` : toHex(words.subarray(64, 96));
}
