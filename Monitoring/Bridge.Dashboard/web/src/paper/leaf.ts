import { base58 } from '@scure/base';
import { hexToBytes, keccak256, type Hex } from 'viem';
import type { DeploymentInfo } from '../api/types';
import { PaperError } from './fields';

/** A transfer as its 150 bytes say it, in each chain's own form of addresses. */
export interface EncodedTransfer {
  readonly id: string;
  /** 1 wallet, 2 margin account. */
  readonly kind: number;
  readonly asset: string;
  /** Canonical units. */
  readonly amount: string;
  readonly sender: string;
  readonly recipient: string;
  /** keccak256(keccak256(bytes)), computed here. */
  readonly leaf: Hex;
}

/**
 * Reads the bytes that an officer approves, so that what is shown is what is signed (M39). Integers big-endian:
 *
 * offset size field
 *      0    1 version = 1
 *      1   32 bridge id
 *     33    2 source chain
 *     35    2 destination chain
 *     37    8 sequence
 *     45    1 kind: 1 wallet, 2 margin account
 *     46   32 asset id
 *     78    8 amount in canonical units
 *     86   32 sender
 *    118   32 recipient
 *
 * leaf = keccak256(keccak256(bytes)) (Contracts/Bridge.Protocol/Transfers/Transfer.cs).
 */
export function readTransfer(deployment: DeploymentInfo, encoded: string): EncodedTransfer {
  if (!/^0x[0-9a-f]{300}$/.test(encoded)) throw new PaperError('a transfer should be 150 bytes in lower-case hexadecimal');
  const slice = (offset: number, size: number): Hex => `0x${encoded.slice(2 + 2 * offset, 2 + 2 * (offset + size))}`;
  const number = (offset: number, size: number): bigint => BigInt(slice(offset, size));
  if (number(0, 1) !== 1n) throw new PaperError(`the version of a transfer should be 1 and is ${number(0, 1)}`);
  // SECURITY: another deployment's transfer is not this one's (W1).
  if (slice(1, 32) !== deployment.bridgeId.toLowerCase()) throw new PaperError('the transfer belongs to another deployment');
  const [source, destination] = [Number(number(33, 2)), Number(number(35, 2))];
  return {
    id: `${source}-${destination}-${number(37, 8)}`,
    kind: Number(number(45, 1)),
    asset: slice(46, 32),
    amount: number(78, 8).toString(),
    sender: address(deployment, source, slice(86, 32)),
    recipient: address(deployment, destination, slice(118, 32)),
    leaf: keccak256(keccak256(encoded as Hex)),
  };
}

function address(deployment: DeploymentInfo, chain: number, word: Hex): string {
  const found = deployment.chains.find(candidate => candidate.number === chain);
  if (found?.name === 'evm' && word.startsWith(`0x${'0'.repeat(24)}`)) return `0x${word.slice(26)}`;
  return found?.name === 'solana' ? base58.encode(hexToBytes(word)) : word;
}
