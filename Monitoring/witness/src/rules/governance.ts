import type { GovernanceFact } from '../ledger/facts.js';
import { key, type Ledger } from '../ledger/ledger.js';
import { finding, type Finding } from './finding.js';

const raiseLevel = 1;
const lowerLimits = 3;

/**
 * Key, role, limit, level, lane or listing changed outside a scheduled proposal. What one person does at once may only tighten; everything else needs,
 * in the same transaction, the execution of a proposal that was scheduled before and whose time has come. Asked before the facts are taken in.
 */
export function judgeGovernance(ledger: Ledger, facts: readonly GovernanceFact[]): Finding[] {
  const findings: Finding[] = [];
  const scheduled = new Map(ledger.scheduled);
  const rotations = new Map(ledger.rotations);
  const limits = new Map(ledger.limits);
  let sealed = new Set(ledger.sealed);
  for (const transaction of byTransaction(facts)) {
    const used = new Set(transaction.flatMap(({ what }) => (what.step === 'used' ? [what.action] : [])));
    let executed = false;
    for (const { what, time, at } of transaction) {
      const wrong = (why: string) =>
        findings.push(finding('governance', { scope: 'everything', level: 5, reason: 'changed without a proposal', about: `${at.chain}/${at.transaction}/${at.index}`, evidence: `${why} in ${at.transaction} at block ${at.height}` }));
      switch (what.step) {
        case 'scheduled':
          scheduled.set(what.digest, what.readyAt);
          break;
        case 'vetoed':
          scheduled.delete(what.digest);
          break;
        case 'executed': {
          const readyAt = scheduled.get(what.digest);
          // SECURITY: what loosens was announced, and its delay is over (W8).
          if (readyAt === undefined || readyAt > time) wrong(readyAt === undefined ? 'what was never scheduled was executed' : 'a proposal was executed before its time');
          scheduled.delete(what.digest);
          executed = true;
          break;
        }
        case 'rotation-scheduled':
          rotations.set(`${at.chain}/${what.epoch}/${what.key}`, what.readyAt);
          break;
        case 'rotated': {
          const readyAt = rotations.get(`${at.chain}/${what.epoch}/${what.key}`);
          // SECURITY: a new key was announced as this very key, and could be vetoed (W8). The first key comes with the vault.
          if (what.epoch !== 1 && (readyAt === undefined || readyAt > time)) wrong(`the key of epoch ${what.epoch} was put in force without its delay`);
          break;
        }
        case 'sealed':
          sealed = new Set([...sealed, at.chain]);
          break;
        case 'changed': {
          const before = what.what === 'limits' ? limits.get(key(at.chain, what.asset)) : undefined;
          if (what.what === 'limits') limits.set(key(at.chain, what.asset), what.limits);
          // Until it is sealed, the governor sets the bridge up.
          if (!sealed.has(at.chain) || executed) break;
          if (what.what === 'level' && used.has(raiseLevel) && what.to > what.from) break;
          if (what.what === 'limits' && used.has(lowerLimits) && before !== undefined && what.limits.every((limit, i) => limit <= (before[i] as bigint))) break;
          // SECURITY: what nobody scheduled changed (W8).
          wrong(`${what.what} changed without an executed proposal`);
          break;
        }
        case 'used':
        case 'seen':
          break;
      }
    }
  }
  return findings;
}

function byTransaction(facts: readonly GovernanceFact[]): GovernanceFact[][] {
  const groups = new Map<string, GovernanceFact[]>();
  for (const fact of facts) groups.set(fact.at.transaction, [...(groups.get(fact.at.transaction) ?? []), fact]);
  return [...groups.values()];
}
