// Who and what the tests are about: chains, keys, addresses, two assets.
import { Addresses } from './addresses.mjs';
import { compare, concat, fromHex } from './bytes.mjs';
import { Guardians } from './guardians.mjs';
import { Instructions } from './instructions.mjs';
import { Signer } from './papers.mjs';
import { assetIdOf } from './protocol.mjs';
import { Key } from './transaction.mjs';

export const EVM = 1;
export const SOLANA = 2;
export const OTHER = 3;
export const START = 1_800_000_000n;
const program = new Key();
const [payer, governor, upgradeAuthority, user, relayer, stranger] = Array.from({ length: 6 }, () => new Key());
export const guardians = new Guardians();
export const bridgeId = new Uint8Array(32).fill(0xb1);
export const evmRecipient = concat(new Uint8Array(12), fromHex('00112233445566778899aabbccddeeff00112233'));
export const evmSender = concat(new Uint8Array(12), fromHex('ffeeddccbbaa99887766554433221100ffeeddcc'));
export { payer, governor, upgradeAuthority, user, relayer, stranger, program };
export const addresses = new Addresses(program.key);
export const instructions = new Instructions(addresses);

function describe(mode, localDecimals, canonicalDecimals, homeChain, homeToken) {
  const mint = new Key().key;
  const home = homeToken ?? mint;
  return { mode, mint, localDecimals, canonicalDecimals, homeChain, homeToken: home, id: assetIdOf(bridgeId, homeChain, home) };
}

/** Home here, 9 local and 6 canonical decimals. */
export const gold = describe(1, 9, 6, SOLANA);
/** Home on the EVM chain, wrapped here, 6 decimals on both. */
export const wrapped = describe(2, 6, 6, EVM, concat(new Uint8Array(12), new Uint8Array(20).fill(0xee)));
export const MOST = 2n ** 64n - 1n;
export const limits = { maxRelease: 1_000_000n, capacity: 5_000_000n, refill: 1_000n, holdThreshold: MOST };
/** Seconds: loosening, window, youngest hold, refund, rotation, overlap. */
export const delays = [100, 1_000, 50, 600, 200, 300];
/** Three officers in the order of their addresses, a sentinel below and one above them all. */
const people = Array.from({ length: 5 }, () => new Signer()).sort((a, b) => compare(a.address, b.address));
export const officers = people.slice(1, 4);
export const sentinels = [people[0], people[4]];
