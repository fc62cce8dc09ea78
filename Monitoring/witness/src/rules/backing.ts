import type { Holdings } from '../chain.js';
import type { Deployment } from '../deployment.js';
import { unitOf } from './evmAudit.js';
import { finding, type Finding } from './finding.js';

/**
 * Wrapped supply ≤ custody, across the chains. The supply is read first and the custody after it: tokens come into custody long before their wrapped form
 * is minted, and leave it long after that was burnt, so an honest bridge satisfies this in every pair of states read in this order, closer together
 * than a block takes to become final. A slow read may be further apart: three pairs in a row have to show it.
 */
export function judgeBacking(deployment: Deployment, wrappedOn: 'evm' | 'solana', supplies: Holdings, custodies: Holdings): Finding[] {
  const home = wrappedOn === 'evm' ? 'solana' : 'evm';
  return deployment.assets.flatMap((asset, i) => {
    if (asset.homeChain !== deployment[home].chain) return [];
    const supply = supplies.supply[i] as bigint;
    const custody = custodies.custody[i] as bigint;
    // In canonical units, the supply rounded up and the custody down.
    const [wrappedUnit, homeUnit] = [unitOf(asset, wrappedOn), unitOf(asset, home)];
    const [wrapped, kept] = [(supply + wrappedUnit - 1n) / wrappedUnit, custody / homeUnit];
    // SECURITY: wrapped supply ≤ custody (W5).
    if (wrapped <= kept) return [];
    return [finding('supply-above-custody', {
      scope: asset.id, level: 4, reason: 'supply above custody', about: asset.id, looks: 3, evidence: `${wrapped} units of ${asset.symbol} exist on ${wrappedOn} and ${kept} are in custody on ${home}`,
    })];
  });
}
