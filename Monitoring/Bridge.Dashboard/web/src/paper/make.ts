import { SCOPE_KINDS, type AssetInfo, type ChainInfo, type ChainName, type DeploymentInfo, type LimitValues, type ScopeKind } from '../api/types';
import { PaperError, type Fields } from './fields';
import { encodeReason } from './reason';

const validHours = 24;

/** What every paper ends with: a nonce above every one its signers used before, the time in milliseconds; and an end. */
export function frame(now: number): { nonce: string; notAfter: string } {
  return { nonce: String(Math.trunc(now)), notAfter: String(Math.trunc(now / 1000) + validHours * 3600) };
}

/** A lane is named by the chain at its other end, so one paper speaks of one chain. */
export function scopeWord(deployment: DeploymentInfo, chain: ChainName | 'all', kind: ScopeKind, asset?: AssetInfo): string {
  if (kind === 'everything') return `0x${'0'.repeat(64)}`;
  if (kind === 'asset' && asset) return asset.id;
  const other = deployment.chains.find(candidate => candidate.name !== chain);
  if (chain === 'all' || !other) throw new PaperError('a lane has another name on each chain: choose one chain');
  return `0x${other.number.toString(16).padStart(64, '0')}`;
}

export function levelFields(deployment: DeploymentInfo, now: number, change: { chain: ChainName | 'all'; kind: ScopeKind; asset?: AssetInfo; level: number; reason: string }): Fields {
  return {
    chain: chainNumber(deployment.chains, change.chain),
    scopeKind: String(SCOPE_KINDS[change.kind]),
    scope: scopeWord(deployment, change.chain, change.kind, change.asset),
    level: String(change.level),
    reason: encodeReason(change.reason),
    ...frame(now),
  };
}

export const limitFields = (deployment: DeploymentInfo, now: number, chain: ChainName, asset: AssetInfo, limits: LimitValues): Fields =>
  ({ chain: chainNumber(deployment.chains, chain), asset: asset.id, ...limits, ...frame(now) });

export function holdFields(now: number, id: string, leaf: string): Fields {
  const [source, destination, sequence] = id.split('-');
  if (!source || !destination || !sequence) throw new PaperError(`a transfer's id is source-destination-sequence and not "${id}"`);
  return { chain: destination, source, sequence, leaf, ...frame(now) };
}

export const vetoFields = (now: number, chain: string, proposal: string): Fields => ({ chain, proposal, ...frame(now) });

function chainNumber(chains: readonly ChainInfo[], name: ChainName | 'all'): string {
  if (name === 'all') return '0';
  const found = chains.find(chain => chain.name === name);
  if (!found) throw new PaperError(`the deployment has no chain ${name}`);
  return String(found.number);
}
