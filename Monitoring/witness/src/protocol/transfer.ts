import { concat, keccak256 } from 'viem';
import { bigEndian, fromHex, MalformedBytes, slice, small, toHex, uint, type Hex } from './bytes.js';

// One transfer in 150 bytes, written here from the protocol's table and from nothing else:
//
//   offset size field
//        0    1 version = 1
//        1   32 bridge id
//       33    2 source chain
//       35    2 destination chain
//       37    8 sequence, from 1
//       45    1 kind: 1 wallet, 2 margin account
//       46   32 asset id
//       78    8 amount in canonical units
//       86   32 sender
//      118   32 recipient

export const transferSize = 150;

export interface Transfer {
  readonly bridge: Hex;
  readonly source: number;
  readonly destination: number;
  readonly sequence: bigint;
  readonly kind: number;
  readonly asset: Hex;
  readonly amount: bigint;
  readonly sender: Hex;
  readonly recipient: Hex;
}

export function encodeTransfer(transfer: Transfer): Uint8Array {
  const parts = [
    Uint8Array.of(1),
    fromHex(transfer.bridge, 32),
    bigEndian(BigInt(transfer.source), 2),
    bigEndian(BigInt(transfer.destination), 2),
    bigEndian(transfer.sequence, 8),
    Uint8Array.of(transfer.kind),
    fromHex(transfer.asset, 32),
    bigEndian(transfer.amount, 8),
    fromHex(transfer.sender, 32),
    fromHex(transfer.recipient, 32),
  ];
  return concat(parts);
}

export function decodeTransfer(bytes: Uint8Array): Transfer {
  if (bytes.length !== transferSize) throw new MalformedBytes(`a transfer has ${transferSize} bytes and this has ${bytes.length}`);
  if (bytes[0] !== 1) throw new MalformedBytes(`version 1 is expected and this is ${bytes[0]}`);
  const transfer: Transfer = {
    bridge: toHex(slice(bytes, 1, 32)),
    source: small(bytes, 33, 2),
    destination: small(bytes, 35, 2),
    sequence: uint(bytes, 37, 8),
    kind: small(bytes, 45, 1),
    asset: toHex(slice(bytes, 46, 32)),
    amount: uint(bytes, 78, 8),
    sender: toHex(slice(bytes, 86, 32)),
    recipient: toHex(slice(bytes, 118, 32)),
  };
  if (transfer.source === 0 || transfer.destination === 0 || transfer.source === transfer.destination) throw new MalformedBytes('a transfer joins two chains');
  if (transfer.sequence === 0n || transfer.amount === 0n) throw new MalformedBytes('sequence and amount are at least 1');
  if (transfer.kind !== 1 && transfer.kind !== 2) throw new MalformedBytes(`kind ${transfer.kind} is neither 1 nor 2`);
  return transfer;
}

/** keccak256 of keccak256: what the guardians' batches are trees of, and what names every field of a transfer. */
export function leafOf(transfer: Transfer): Hex {
  return keccak256(keccak256(encodeTransfer(transfer)));
}

/** The lane as text, "1-2". */
export function laneOf(transfer: { readonly source: number; readonly destination: number }): string {
  return `${transfer.source}-${transfer.destination}`;
}
