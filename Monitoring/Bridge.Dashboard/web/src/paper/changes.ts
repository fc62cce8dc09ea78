import type { ActionName, BreakerCell, ChainName, DeploymentInfo, ForeignProposal, LimitRow, Paper } from '../api/types';
import { actionWords } from '../format/words';
import { describe, type Line, type Meaning } from './describe';
import { PaperError, type Fields } from './fields';
import { newPaper, type CheckedPaper } from './paper';
import { isActionName } from './schema';

/** One value as it is on a chain and as a paper would have it; `from` is undefined where nothing is known of it or there is nothing before. */
export interface Change {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string;
}

/** What is in force, as the views have it. */
export interface InForce {
  readonly cells: readonly BreakerCell[] | undefined;
  readonly limits: readonly LimitRow[] | undefined;
}

export interface ForeignMeaning extends Meaning {
  readonly paper: CheckedPaper;
}

/** What a proposal that was not made here would do, said here from the fields. Undefined where the chain does not show the paper. */
export function foreignMeaning(deployment: DeploymentInfo, proposal: Pick<ForeignProposal, 'action' | 'fields' | 'digest'>): ForeignMeaning | undefined {
  if (proposal.action === null || proposal.fields === null) return undefined;
  if (!isActionName(proposal.action)) throw new PaperError(`there is no risk action "${String(proposal.action)}"`);
  const paper = newPaper(deployment.bridgeId, proposal.action, proposal.fields);
  // SECURITY: words for what waits under this digest and for nothing else: who is shown another paper does not veto this one (M39).
  if (paper.digest !== proposal.digest.toLowerCase()) throw new PaperError(`the server's fields give ${paper.digest}, and ${proposal.digest} is what waits`);
  return { ...describe(deployment, paper.action, paper.fields), paper };
}

/** What a veto ends. Undefined where it is no veto, or nothing is known of what it names. */
export function vetoMeaning(deployment: DeploymentInfo, paper: Pick<Paper, 'action' | 'fields' | 'ends'>): { readonly sentence: string; readonly lines: readonly Line[] } | undefined {
  if (paper.action !== 'Veto' || !paper.ends) return undefined;
  if (paper.ends.action === null) return { sentence: 'rotate the guardians’ key, as the server says', lines: [] };
  // SECURITY: words for what this veto names and for nothing else: who is shown another paper does not veto this one (M39).
  return foreignMeaning(deployment, { ...paper.ends, digest: paper.fields['proposal'] ?? '' }) ?? { sentence: `${actionWords[paper.ends.action]}, as the server says: the chain does not show the paper`, lines: [] };
}

const frame = ['chain', 'nonce', 'not after'];

/** Whether a paper sets values that are in force before it too. */
export const changesValues = (action: ActionName): boolean => ['RaiseLevel', 'LowerLevel', 'LowerLimits', 'SetLimits'].includes(action);

/** The values of a paper beside those in force on one chain. */
export function changesOf(deployment: DeploymentInfo, chain: ChainName, paper: CheckedPaper, now: InForce): Change[] {
  const lines = (fields: Fields) => describe(deployment, paper.action, fields).lines.filter(line => !frame.includes(line.label));
  const before = current(deployment, chain, paper, now);
  const old = before && lines({ ...paper.fields, ...before });
  return lines(paper.fields).map((line, index) => ({ label: line.label, from: values.includes(line.label) ? old?.[index]?.text : undefined, to: line.text }));
}

// What a paper names is the same before and after it, and a reason is new each time.
const values: readonly string[] = ['level', 'largest release', 'capacity', 'refill a second', 'held from'];

/** The fields of a paper as they are in force; undefined where they are not known or the paper has none. */
function current(deployment: DeploymentInfo, chain: ChainName, paper: CheckedPaper, now: InForce): Fields | undefined {
  if (paper.action === 'LowerLevel' || paper.action === 'RaiseLevel') {
    const level = now.cells?.find(cell => cell.chain === chain && cell.scope.toLowerCase() === paper.fields['scope']?.toLowerCase())?.level.value;
    return level === null || level === undefined ? undefined : { level: String(level) };
  }

  if (paper.action !== 'SetLimits' && paper.action !== 'LowerLimits') return undefined;
  const symbol = deployment.assets.find(asset => asset.id.toLowerCase() === paper.fields['asset']?.toLowerCase())?.symbol;
  const limits = now.limits?.find(row => row.chain === chain && row.asset === symbol)?.current.value;
  return limits ? { maxRelease: limits.maxRelease, capacity: limits.capacity, refillPerSecond: limits.refillPerSecond, holdThreshold: limits.holdThreshold } : undefined;
}
