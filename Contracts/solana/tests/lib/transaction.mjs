// Legacy transactions, compiled and signed by hand: every test decides itself who signs and what is writable.
import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from 'node:crypto';
import { base58, concat, fromBase58 } from './bytes.mjs';

export class Key {
  constructor(secret = Uint8Array.from(randomBytes(32))) {
    this.secret = secret;
    this.key = ed25519.getPublicKey(secret);
    this.address = base58(this.key);
  }

  sign(message) {
    return ed25519.sign(message, this.secret);
  }
}

function compactLength(value) {
  return value < 0x80 ? Uint8Array.of(value) : Uint8Array.of((value & 0x7f) | 0x80, value >> 7);
}

/** @returns {{ messageBytes: Uint8Array, signatures: Record<string, Uint8Array>, size: number }} as LiteSVM takes it */
export function compile(payer, instructions, signers, blockhash) {
  const roles = new Map();
  const mention = (key, signer, writable) => {
    const address = base58(key);
    const role = roles.get(address) ?? { key, signer: false, writable: false };
    roles.set(address, { key, signer: role.signer || signer, writable: role.writable || writable });
  };
  mention(payer.key, true, true);
  for (const instruction of instructions) {
    for (const account of instruction.accounts) mention(account.key, account.signer, account.writable);
    mention(instruction.program, false, false);
  }
  const all = [...roles.entries()];
  const group = (signer, writable) => all.filter(([, role]) => role.signer === signer && role.writable === writable);
  const groups = [group(true, true), group(true, false), group(false, true), group(false, false)];
  const ordered = groups.flat();
  const index = new Map(ordered.map(([address], i) => [address, i]));
  const bodies = instructions.map((instruction) => concat(
    Uint8Array.of(index.get(base58(instruction.program))),
    compactLength(instruction.accounts.length), Uint8Array.from(instruction.accounts.map((account) => index.get(base58(account.key)))),
    compactLength(instruction.data.length), instruction.data,
  ));
  const messageBytes = concat(
    Uint8Array.of(groups[0].length + groups[1].length, groups[1].length, groups[3].length),
    compactLength(ordered.length), ...ordered.map(([, role]) => role.key), fromBase58(blockhash),
    compactLength(bodies.length), ...bodies,
  );
  const keys = new Map([payer, ...signers].map((signer) => [signer.address, signer]));
  const signatures = {};
  for (const [address] of [...groups[0], ...groups[1]]) {
    const signer = keys.get(address);
    if (signer === undefined) throw new Error(`no key for the signer ${address}`);
    signatures[address] = signer.sign(messageBytes);
  }
  return { messageBytes, signatures, size: 1 + 64 * Object.keys(signatures).length + messageBytes.length };
}
