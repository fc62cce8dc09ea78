import { readFileSync } from 'node:fs';
import { fromHex, toHex, type Hex } from './protocol/bytes.js';

// The public facts of one deployment, as `deployment.json` names them. Only what the witness uses is read; each of it has to be there.

export interface Asset {
  readonly symbol: string;
  readonly id: Hex;
  readonly homeChain: number;
  readonly canonicalDecimals: number;
  readonly evmToken: Hex;
  readonly evmDecimals: number;
  readonly solanaMint: string;
  readonly solanaDecimals: number;
}

export interface Deployment {
  readonly bridge: Hex;
  readonly evm: { readonly chain: number; readonly chainId: number; readonly vault: Hex; readonly fromBlock: bigint };
  readonly solana: { readonly chain: number; readonly program: string };
  readonly assets: readonly Asset[];
}

/** A setting is missing or none; the message names it. */
export class BadConfiguration extends Error {
  override readonly name = 'BadConfiguration';
}

export function readJson(path: string): Record<string, unknown> {
  try {
    return object(JSON.parse(readFileSync(path, 'utf8')), path);
  } catch (error) {
    if (error instanceof BadConfiguration) throw error;
    throw new BadConfiguration(`cannot read ${path}: ${(error as Error).message}`);
  }
}

export function loadDeployment(path: string): Deployment {
  const root = readJson(path);
  const evm = object(root['evm'], 'evm');
  const solana = object(root['solana'], 'solana');
  const assets = root['assets'];
  if (!Array.isArray(assets)) throw new BadConfiguration(`${path}: assets should be a list`);
  const deployment: Deployment = {
    bridge: hex(root, 'bridgeId', 32),
    evm: { chain: whole(evm, 'chain', 65_535), chainId: whole(evm, 'evmChainId'), vault: hex(evm, 'vault', 20), fromBlock: BigInt(whole(evm, 'fromBlock')) },
    solana: { chain: whole(solana, 'chain', 65_535), program: text(solana, 'program') },
    assets: assets.map((entry, i) => assetOf(object(entry, `assets[${i}]`))),
  };
  // SECURITY: nothing is zero by default (W9): a deployment that skipped a step is not watched as if it were one.
  if (deployment.evm.chain === 0 || deployment.solana.chain === 0 || deployment.evm.chain === deployment.solana.chain) throw new BadConfiguration(`${path}: the chains need two different numbers, not zero`);
  if (/^0x0+$/.test(deployment.bridge) || /^0x0+$/.test(deployment.evm.vault)) throw new BadConfiguration(`${path}: bridge id and vault are not zero`);
  return deployment;
}

function assetOf(asset: Record<string, unknown>): Asset {
  return {
    symbol: text(asset, 'symbol'),
    id: hex(asset, 'id', 32),
    homeChain: whole(asset, 'homeChain', 65_535),
    canonicalDecimals: whole(asset, 'canonicalDecimals', 36),
    evmToken: hex(asset, 'evmToken', 20),
    evmDecimals: whole(asset, 'evmDecimals', 36),
    solanaMint: text(asset, 'solanaMint'),
    solanaDecimals: whole(asset, 'solanaDecimals', 36),
  };
}

export function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadConfiguration(`${name} should be an object`);
  return value as Record<string, unknown>;
}

export function text(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  if (typeof value !== 'string' || value === '') throw new BadConfiguration(`${name} should be a text`);
  return value;
}

export function whole(from: Record<string, unknown>, name: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > most) throw new BadConfiguration(`${name} should be a whole number up to ${most}`);
  return value;
}

function hex(from: Record<string, unknown>, name: string, size: number): Hex {
  return toHex(fromHex(text(from, name), size));
}
