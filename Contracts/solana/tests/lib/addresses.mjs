// Addresses that the program derives (../../README.md, Addresses).
import { ed25519 } from '@noble/curves/ed25519.js';
import { base58, be, fromBase58, sha, text } from './bytes.mjs';

export const SYSTEM = new Uint8Array(32);
export const TOKEN = fromBase58('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const TOKEN_2022 = fromBase58('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
export const ATA = fromBase58('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');
export const INSTRUCTIONS = fromBase58('Sysvar1nstructions1111111111111111111111111');
export const LOADER = fromBase58('BPFLoaderUpgradeab1e11111111111111111111111');

function isOnCurve(bytes) {
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}

const cache = new Map();

export function createAddress(seeds, bump, program) {
  const address = sha(...seeds, Uint8Array.of(bump), program, text('ProgramDerivedAddress'));
  return isOnCurve(address) ? null : address;
}

export function findAddress(seeds, program) {
  const name = base58(sha(...seeds.map((seed) => sha(seed)), program));
  if (cache.has(name)) return cache.get(name);
  for (let bump = 255; bump >= 0; bump--) {
    const key = createAddress(seeds, bump, program);
    if (key === null) continue;
    cache.set(name, { key, bump });
    return { key, bump };
  }
  throw new Error('no address');
}

export const associated = (owner, mint) => findAddress([owner, TOKEN, mint], ATA);

export class Addresses {
  constructor(program) {
    this.program = program;
    this.config = this.find(text('config'));
    this.authority = this.find(text('authority'));
    this.programData = findAddress([program], LOADER).key;
  }

  find(...seeds) {
    return findAddress(seeds, this.program).key;
  }

  bump(...seeds) {
    return findAddress(seeds, this.program).bump;
  }

  asset(id) {
    return this.find(text('asset'), id);
  }

  mintIndex(mint) {
    return this.find(text('mint'), mint);
  }

  lane(chain) {
    return this.find(text('lane'), be(chain, 2));
  }

  outboxPage(chain, page) {
    return this.find(text('outbox'), be(chain, 2), be(page, 8));
  }

  consumedPage(chain, page) {
    return this.find(text('consumed'), be(chain, 2), be(page, 8));
  }

  proposal(digest) {
    return this.find(text('proposal'), digest);
  }

  hold(source, sequence) {
    return this.find(text('hold'), be(source, 2), be(sequence, 8));
  }

  void(source, sequence) {
    return this.find(text('void'), be(source, 2), be(sequence, 8));
  }

  refund(destination, sequence) {
    return this.find(text('refund'), be(destination, 2), be(sequence, 8));
  }

  claim(assetId, owner) {
    return this.find(text('claim'), assetId, owner);
  }

  custody(mint) {
    return associated(this.authority, mint).key;
  }
}

