import type { Asset, Deployment } from '../deployment.js';
import type { EvmState } from '../evm/evmSource.js';
import { key, type Ledger } from '../ledger/ledger.js';
import { finding, type Finding } from './finding.js';

/** Local units in one canonical unit. */
export function unitOf(asset: Asset, chain: 'evm' | 'solana'): bigint {
  return 10n ** BigInt((chain === 'evm' ? asset.evmDecimals : asset.solanaDecimals) - asset.canonicalDecimals);
}

/** The vault's balances and the wrapped tokens' supplies at one block, against what the ledger says came in and went out up to that very block. */
export function auditEvm(ledger: Ledger, state: EvmState, at: bigint, deployment: Deployment): Finding[] {
  const chain = deployment.evm.chain;
  return deployment.assets.flatMap((asset, i) => {
    const sum = (sums: ReadonlyMap<string, bigint>) => sums.get(key(chain, asset.id)) ?? 0n;
    const unit = unitOf(asset, 'evm');
    const net = (sum(ledger.lockedOn) - sum(ledger.paid)) * unit - sum(ledger.claimed);
    const balance = state.balances[i] as bigint;
    const supply = state.supplies[i] as bigint;
    // SECURITY: vault balance < liabilities (W5): what was locked here and not paid out has to be here.
    if (asset.homeChain === chain && balance < net) {
      return [finding('custody-short', {
        scope: asset.id, level: 4, reason: 'custody below liabilities', about: `${chain}/${asset.id}`,
        evidence: `the vault holds ${balance} units of ${asset.symbol} at block ${at} and owes ${net}`,
      })];
    }
    // SECURITY: nothing is minted but by releases (W5).
    if (asset.homeChain !== chain && supply > -net) {
      return [finding('supply-unbacked', {
        scope: asset.id, level: 4, reason: 'supply above releases', about: `${chain}/${asset.id}`,
        evidence: `there are ${supply} units of ${asset.symbol} at block ${at} and releases less locks made ${-net}`,
      })];
    }
    return [];
  });
}
