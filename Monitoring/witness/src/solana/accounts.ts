import { ascii, equal, isZero, MalformedBytes, slice, small, toHex, uint, type Hex } from '../protocol/bytes.js';
import { decodeTransfer, leafOf, transferSize, type Transfer } from '../protocol/transfer.js';

// Accounts of the bridge program, from the tables in Contracts/solana/README.md. Each begins with its kind in 8 bytes of ASCII. The caller has checked
// that the program owns them; here every field is where the table says, or the account is refused.

export const locksPerPage = 32;
const recordSize = 166;
export const consumedBits = 8192n;

function checked(data: Uint8Array, kind: string, size: number): Uint8Array {
  if (data.length !== size) throw new MalformedBytes(`a ${kind} account of ${data.length} bytes`);
  if (!equal(slice(data, 0, 8), ascii(kind, 8))) throw new MalformedBytes(`the ${kind} account is of another kind`);
  return data;
}

export interface OutboxRecord {
  readonly transfer: Transfer;
  readonly leaf: Hex;
  readonly slot: bigint;
}

/** The locks of a page, from its first to its last. A gap, or a record in another's place, is refused. */
export function readOutbox(data: Uint8Array, lane: { bridge: Hex; source: number; destination: number }, page: bigint): OutboxRecord[] {
  checked(data, 'outbox', 5_336);
  if (small(data, 8, 2) !== lane.destination || uint(data, 16, 8) !== page) throw new MalformedBytes(`an outbox page of another lane, or not page ${page}`);
  const records: OutboxRecord[] = [];
  for (let i = 0; i < locksPerPage; i++) {
    const record = slice(data, 24 + recordSize * i, recordSize);
    if (isZero(record)) {
      // SECURITY: a gap would let a record be read as another's, or a later one hide.
      if (!isZero(data.subarray(24 + recordSize * i))) throw new MalformedBytes(`outbox page ${page} has a gap after ${i} locks`);
      break;
    }
    const transfer = decodeTransfer(slice(record, 0, transferSize));
    // SECURITY: this deployment, this lane, the sequence that belongs in this place (W1).
    if (transfer.bridge !== lane.bridge || transfer.source !== lane.source || transfer.destination !== lane.destination || transfer.sequence !== page * 32n + BigInt(i) + 1n)
      throw new MalformedBytes(`record ${i} of outbox page ${page} is another transfer's`);
    records.push({ transfer, leaf: leafOf(transfer), slot: uint(record, transferSize, 8) });
  }
  return records;
}

export function readLane(data: Uint8Array, other: number): bigint {
  checked(data, 'lane', 24);
  if (small(data, 8, 2) !== other) throw new MalformedBytes(`the lane is not that of chain ${other}`);
  return uint(data, 16, 8);
}

export interface ConsumedPage {
  readonly source: number;
  readonly page: bigint;
  /** Words of 256 sequences, from the page's first. */
  readonly words: readonly bigint[];
}

export function readConsumed(data: Uint8Array): ConsumedPage {
  checked(data, 'consumed', 1_048);
  return { source: small(data, 8, 2), page: uint(data, 16, 8), words: Array.from({ length: 32 }, (_, i) => uint(data, 24 + 32 * i, 32)) };
}

export interface AssetAccount {
  readonly id: Hex;
  readonly mint: Uint8Array;
  readonly custody: Uint8Array;
  readonly mode: 'custody' | 'mint';
  readonly limits: readonly bigint[];
  readonly unit: bigint;
  /** What the bucket held, and when it was last changed, Unix seconds. */
  readonly left: bigint;
  readonly changed: bigint;
  /** Sums of all locks and releases, canonical units, modulo 2^64. */
  readonly locks: bigint;
  readonly releases: bigint;
  /** What is credited and not claimed yet. */
  readonly claims: bigint;
}

export function readAsset(data: Uint8Array): AssetAccount {
  checked(data, 'asset', 232);
  const mode = small(data, 104, 1);
  if (mode !== 1 && mode !== 2) throw new MalformedBytes(`an asset of mode ${mode}`);
  return {
    id: toHex(slice(data, 8, 32)), mint: slice(data, 40, 32), custody: slice(data, 72, 32), mode: mode === 1 ? 'custody' : 'mint',
    limits: [uint(data, 144, 8), uint(data, 152, 8), uint(data, 160, 8), uint(data, 208, 8)], left: uint(data, 168, 8), changed: uint(data, 176, 8),
    unit: uint(data, 184, 8), locks: uint(data, 192, 8), releases: uint(data, 200, 8), claims: uint(data, 216, 8),
  };
}

export interface ConfigAccount {
  readonly bridge: Hex;
  readonly chain: number;
  readonly epoch: number;
  readonly key: Hex;
}

export function readConfig(data: Uint8Array): ConfigAccount {
  checked(data, 'config', 1_376);
  return { bridge: toHex(slice(data, 8, 32)), chain: small(data, 112, 2), epoch: small(data, 108, 4), key: toHex(slice(data, 72, 33)) };
}

/** A key's role and last nonce: none and 0 when it never had a role. */
export function readRole(config: Uint8Array, signer: Uint8Array): { readonly role: number; readonly nonce: bigint } {
  checked(config, 'config', 1_376);
  for (let i = 0; i < 32; i++) {
    const entry = slice(config, 352 + 32 * i, 32);
    if (equal(slice(entry, 0, 20), signer)) return { role: small(entry, 20, 1), nonce: uint(entry, 24, 8) };
  }
  return { role: 0, nonce: 0n };
}

export function readEverythingLevel(config: Uint8Array): number {
  checked(config, 'config', 1_376);
  return small(config, 114, 1);
}

/** A lane's level; 0 when it has none yet. */
export function readLaneLevel(config: Uint8Array, other: number): number {
  checked(config, 'config', 1_376);
  for (let i = 0; i < 16; i++) {
    const lane = slice(config, 224 + 8 * i, 8);
    if (small(lane, 0, 2) === other) return small(lane, 2, 1);
  }
  return 0;
}

export function readAssetLevel(asset: Uint8Array): number {
  checked(asset, 'asset', 232);
  return small(asset, 224, 1);
}

export interface WayBackRecord {
  readonly other: number;
  readonly sequence: bigint;
  readonly leaf: Hex;
  readonly slot: bigint;
  readonly paid: boolean;
}

/** A void or refund record: kind 8 ‖ leaf 32 ‖ other chain 2 ‖ state 1 ‖ bump 1 ‖ zero 4 ‖ sequence 8 ‖ slot 8. */
export function readWayBack(data: Uint8Array, kind: 'void' | 'refund'): WayBackRecord {
  checked(data, kind, 64);
  return { leaf: toHex(slice(data, 8, 32)), other: small(data, 40, 2), paid: small(data, 42, 1) === 2, sequence: uint(data, 48, 8), slot: uint(data, 56, 8) };
}

/** Of an SPL token account or mint: the number at its place. */
export function readTokenAmount(data: Uint8Array): bigint {
  if (data.length !== 165) throw new MalformedBytes(`a token account of ${data.length} bytes`);
  return littleEndian(data, 64);
}

export function readMintSupply(data: Uint8Array): bigint {
  if (data.length !== 82) throw new MalformedBytes(`a mint of ${data.length} bytes`);
  return littleEndian(data, 36);
}

function littleEndian(data: Uint8Array, offset: number): bigint {
  return uint(Uint8Array.from(slice(data, offset, 8)).reverse(), 0, 8);
}
