import { ascii, equal, isZero, MalformedBytes, slice, small, toHex, uint, type Hex } from '../protocol/bytes.js';
import type { AssetAccount } from './accounts.js';

// What people and the group key have decided on Solana, as one picture of the program's accounts (Contracts/solana/README.md: config, asset, proposal).

export interface Governance {
  readonly sealed: boolean;
  readonly epoch: number;
  readonly key: Hex;
  /** Six delays, lanes and bridge id: nothing that a paper changes but by opening a lane. */
  readonly fixed: Hex;
  /** Levels by scope: "everything", "lane N", asset ids. */
  readonly levels: Readonly<Record<string, number>>;
  readonly roles: Readonly<Record<string, number>>;
  /** Largest release, capacity, refill, hold threshold, as text, by asset id. */
  readonly limits: Readonly<Record<string, readonly string[]>>;
  /** Proposals that were carried out. */
  readonly executed: readonly string[];
}

export interface Proposal {
  readonly digest: Hex;
  readonly readyAt: bigint;
  /** 1 scheduled, 2 vetoed, 3 executed. */
  readonly state: number;
  /** Of the paper; 0 = key rotation. */
  readonly action: number;
  readonly words: Uint8Array;
}

export const proposalSize = 360;

export function readProposal(data: Uint8Array): Proposal {
  if (data.length !== proposalSize || !equal(slice(data, 0, 8), ascii('proposal', 8))) throw new MalformedBytes('no proposal');
  return { digest: toHex(slice(data, 8, 32)), readyAt: uint(data, 40, 8), state: small(data, 60, 1), action: small(data, 61, 1), words: slice(data, 104, 256) };
}

export function readGovernance(config: Uint8Array, assets: readonly { readonly account: AssetAccount; readonly level: number }[], proposals: readonly Proposal[]): Governance {
  if (config.length !== 1_376) throw new MalformedBytes(`a config account of ${config.length} bytes`);
  const levels: Record<string, number> = { everything: small(config, 114, 1) };
  const roles: Record<string, number> = {};
  for (let i = 0; i < 16; i++) {
    const other = small(config, 224 + 8 * i, 2);
    if (other !== 0) levels[`lane ${other}`] = small(config, 226 + 8 * i, 1);
  }
  for (let i = 0; i < 32; i++) {
    const key = slice(config, 352 + 32 * i, 20);
    const role = small(config, 372 + 32 * i, 1);
    if (!isZero(key) && role !== 0) roles[toHex(key)] = role;
  }
  for (const { account, level } of assets) levels[account.id] = level;
  return {
    sealed: isZero(slice(config, 40, 32)), epoch: small(config, 108, 4), key: toHex(slice(config, 72, 33)), fixed: toHex(Uint8Array.of(...slice(config, 8, 32), ...slice(config, 112, 2), ...slice(config, 120, 24))),
    levels, roles, limits: Object.fromEntries(assets.map(({ account }) => [account.id, account.limits.map(String)])),
    executed: proposals.filter((proposal) => proposal.state === 3).map((proposal) => proposal.digest).sort(),
  };
}
