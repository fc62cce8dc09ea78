// Papers of risk staff: EIP-712 as Contracts/vectors/risk.json shows it, signed with noble's secp256k1; nothing of the code under test.
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { be, compare, concat, fromHex, keccak, text } from './bytes.mjs';

export const riskVectors = JSON.parse(readFileSync(new URL('../../../vectors/risk.json', import.meta.url)));
const types = new Map(riskVectors.actions.map((vector) => [vector.type, vector]));

export const ACTIONS = Object.fromEntries([...types.values()].map((vector) => [vector.type, vector.action]));

export class Signer {
  constructor(secret = Uint8Array.from(randomBytes(32))) {
    this.secret = secret;
    /** 20 bytes. */
    this.address = keccak(secp256k1.getPublicKey(secret, false).slice(1)).slice(12);
  }

  /** r ‖ s ‖ v. */
  sign(digest) {
    const signature = secp256k1.sign(digest, this.secret, { prehash: false, lowS: true, format: 'recovered' });
    return concat(signature.slice(1), Uint8Array.of(27 + signature[0]));
  }
}

export const domainSeparator = (bridgeId) =>
  keccak(keccak(text('EIP712Domain(string name,string version,bytes32 salt)')), keccak(text('Bridge Risk')), keccak(text('1')), bridgeId);

export const digestOf = (bridgeId, type, words) =>
  keccak(Uint8Array.of(0x19, 0x01), domainSeparator(bridgeId), keccak(keccak(text(types.get(type).typeString)), words));

function word(type, value) {
  if (type === 'bytes32') return value;
  return type === 'address' ? concat(new Uint8Array(12), value) : be(value, 32);
}

/** { action, words, digest, signatures }, signed by signers in the order of their addresses. */
export function makePaper(bridgeId, type, fields, signers) {
  const { action, fields: members } = types.get(type);
  const words = concat(...members.map((member) => {
    if (fields[member.name] === undefined) throw new Error(`${type} needs ${member.name}`);
    return word(member.type, fields[member.name]);
  }));
  const digest = digestOf(bridgeId, type, words);
  const ordered = [...signers].sort((a, b) => compare(a.address, b.address));
  return { action, words, digest, signatures: ordered.map((signer) => signer.sign(digest)) };
}

/** A vector of risk.json as a paper. */
export const vectorPaper = (vector, signatures) => ({ action: vector.action, words: fromHex(vector.words), digest: fromHex(vector.digest), signatures });
