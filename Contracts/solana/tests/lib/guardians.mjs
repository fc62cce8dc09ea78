// A guardian group that signs with noble's FROST (RFC 9591), an implementation independent of ours.
import { secp256k1, secp256k1_FROST as frost } from '@noble/curves/secp256k1.js';
import { concat } from './bytes.mjs';

export const ORDER = secp256k1.Point.Fn.ORDER;
export const { Point } = secp256k1;

export class Guardians {
  constructor(threshold = 3, size = 5) {
    const ids = Array.from({ length: size }, (_, i) => frost.Identifier.fromNumber(i + 1));
    this.deal = frost.trustedDealer({ min: threshold, max: size }, ids);
    this.signers = ids.slice(0, threshold);
    /** 33 bytes, compressed. */
    this.key = this.deal.public.commitments[0];
  }

  /** Rx ‖ Ry ‖ z over a message. */
  sign(message) {
    const nonces = this.signers.map((id) => frost.commit(this.deal.secretShares[id]));
    const commitments = nonces.map((nonce) => nonce.commitments);
    const shares = {};
    this.signers.forEach((id, i) => {
      shares[id] = frost.signShare(this.deal.secretShares[id], this.deal.public, nonces[i].nonces, commitments, message);
    });
    return expand(frost.aggregate(this.deal.public, commitments, message, shares));
  }
}

/** R compressed ‖ z, as RFC 9591 writes a signature, to Rx ‖ Ry ‖ z, as it travels to the chains. */
export function expand(signature) {
  const point = Point.fromBytes(signature.slice(0, 33)).toBytes(false);
  return concat(point.slice(1), signature.slice(33));
}
