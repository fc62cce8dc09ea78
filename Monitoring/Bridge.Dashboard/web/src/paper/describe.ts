import { LEVEL_NAMES, type ActionName, type DeploymentInfo } from '../api/types';
import { formatAmount, isUnlimited } from '../format/amount';
import { formatUnix } from '../format/time';
import { chainTitle } from '../format/words';
import { readFields, type Fields } from './fields';
import { decodeReason } from './reason';
import { actionRules } from './schema';

export interface Line {
  readonly label: string;
  readonly text: string;
}

export interface Meaning {
  /** The action in one sentence. */
  readonly sentence: string;
  /** Every field, in the order signed. */
  readonly lines: readonly Line[];
  readonly needs: string;
}

/**
 * What an action means, made here from the fields that are hashed (M39): whatever the deployment has no name for is shown as bytes and called UNKNOWN,
 * and nothing is left out.
 */
export function describe(deployment: DeploymentInfo, action: ActionName, fields: Fields): Meaning {
  readFields(action, fields);
  const value = (name: string): string => fields[name] ?? '';
  const chainOf = (number: string): string => {
    const found = deployment.chains.find(chain => String(chain.number) === number);
    return found ? `${chainTitle[found.name]} (${number})` : `UNKNOWN CHAIN ${number}`;
  };
  const assetOf = (id: string) => deployment.assets.find(asset => asset.id.toLowerCase() === id.toLowerCase());
  const assetName = (id: string): string => assetOf(id)?.symbol ?? `UNKNOWN ASSET ${id}`;
  const scope = (): string => {
    if (value('scopeKind') === '1') return /^0x0{64}$/.test(value('scope')) ? 'everything' : `UNKNOWN SCOPE ${value('scope')}`;
    if (value('scopeKind') === '2') return `the lanes with ${chainOf(BigInt(value('scope')).toString())}`;
    return value('scopeKind') === '3' ? assetName(value('scope')) : `UNKNOWN SCOPE KIND ${value('scopeKind')}`;
  };
  const level = (): string => `${value('level')} ${LEVEL_NAMES[Number(value('level'))] ?? 'UNKNOWN LEVEL'}`;
  const role = (): string => (value('role') === '1' ? 'an officer' : value('role') === '2' ? 'a sentinel' : `UNKNOWN ROLE ${value('role')}`);
  const amount = (name: string): string => {
    const asset = assetOf(value('asset'));
    return asset ? `${formatAmount(value(name), asset.decimals)} ${asset.symbol}` : `${value(name)} canonical units`;
  };
  const where = value('chain') === '0' ? 'on every chain' : `on ${chainOf(value('chain'))}`;
  const transfer = `${value('source')}-${value('chain')}-${value('sequence')}`;

  const sentences: Record<ActionName, () => string> = {
    RaiseLevel: () => `raise the breaker level of ${scope()} ${where} to ${level()}`,
    LowerLevel: () => `lower the breaker level of ${scope()} ${where} to ${level()}`,
    LowerLimits: () => `lower the limits of ${assetName(value('asset'))} ${where}`,
    SetLimits: () => `set the limits of ${assetName(value('asset'))} ${where}`,
    ListAsset: () => `list the token ${value('token')} ${where}`,
    OpenLane: () => `open the lanes between ${chainOf(value('chain'))} and ${chainOf(value('otherChain'))} ${where}`,
    GrantRole: () => `make ${value('account')} ${role()} ${where}`,
    RevokeRole: () => `take the role of ${role()} from ${value('account')} ${where}`,
    ApproveHold: () => `approve the held release of transfer ${transfer}`,
    RejectHold: () => `reject the held release of transfer ${transfer}: its sender is refunded on ${chainOf(value('source'))}`,
    Veto: () => `veto ${value('proposal')} ${where}`,
  };

  const texts: Readonly<Record<string, (name: string) => Line>> = {
    chain: () => ({ label: 'chain', text: value('chain') === '0' ? 'every chain' : chainOf(value('chain')) }),
    scopeKind: () => ({ label: 'scope kind', text: `${value('scopeKind')} ${['', 'everything', 'lane', 'asset'][Number(value('scopeKind'))] ?? 'UNKNOWN'}` }),
    scope: () => ({ label: 'scope', text: scope() }),
    level: () => ({ label: 'level', text: level() }),
    reason: () => ({ label: 'reason', text: decodeReason(value('reason')) }),
    asset: () => ({ label: 'asset', text: `${assetName(value('asset'))} ${value('asset')}` }),
    maxRelease: name => ({ label: 'largest release', text: amount(name) }),
    capacity: name => ({ label: 'capacity', text: amount(name) }),
    refillPerSecond: name => ({ label: 'refill a second', text: amount(name) }),
    holdThreshold: name => ({ label: 'held from', text: isUnlimited(value(name)) ? 'never' : value(name) === '0' ? 'every release' : amount(name) }),
    source: () => ({ label: 'from', text: chainOf(value('source')) }),
    homeChain: () => ({ label: 'home', text: chainOf(value('homeChain')) }),
    otherChain: () => ({ label: 'other chain', text: chainOf(value('otherChain')) }),
    mode: () => ({ label: 'mode', text: `${value('mode')} ${['', 'custody', 'mint'][Number(value('mode'))] ?? 'UNKNOWN'}` }),
    family: () => ({ label: 'its addresses', text: value('family') === '1' ? 'EVM, 20 bytes' : value('family') === '2' ? '32 bytes' : `UNKNOWN ${value('family')}` }),
    role: () => ({ label: 'role', text: role() }),
    notAfter: () => ({ label: 'not after', text: formatUnix(value('notAfter')) }),
  };

  return {
    sentence: sentences[action](),
    lines: Object.keys(readFields(action, fields)).map(name => texts[name]?.(name) ?? { label: name, text: value(name) }),
    needs: needs(action),
  };
}

function needs(action: ActionName): string {
  if (actionRules[action].loosens) return 'two officers; takes effect after the delay, unless vetoed';
  if (action === 'ApproveHold') return 'one officer; a second one signs a paper of their own';
  return actionRules[action].sentinels ? 'one officer or sentinel; takes effect at once' : 'one officer; takes effect at once';
}
