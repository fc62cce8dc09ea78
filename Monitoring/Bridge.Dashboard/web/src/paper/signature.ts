import { recoverAddress, type Hex } from 'viem';
import { PaperError } from './fields';

// SEC 2, version 2.0, section 2.4.1.
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A signature in the one form that chains take: r ‖ s ‖ v, v 27 or 28, low s. */
export function readSignature(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{130}$/.test(text)) throw new PaperError('a signature should be 0x and 130 hexadecimal digits');
  const [r, s, v] = [BigInt(text.slice(0, 66)), BigInt(`0x${text.slice(66, 130)}`), Number.parseInt(text.slice(130), 16)];
  // SECURITY: one signature, one form; r or s of zero is no signature (W9).
  if (v !== 27 && v !== 28) throw new PaperError(`v should be 27 or 28 and is ${v}`);
  if (r === 0n || r >= order) throw new PaperError('r should be between 1 and the group order minus 1');
  if (s === 0n || s > order / 2n) throw new PaperError('s should be between 1 and half the group order');
  return text.toLowerCase() as Hex;
}

/** Some wallets answer v as 0 or 1. The value is the same, its form is not. */
export const normaliseSignature = (text: string): Hex =>
  readSignature(/^0x[0-9a-fA-F]{128}0[01]$/.test(text) ? text.slice(0, -2) + (text.endsWith('0') ? '1b' : '1c') : text);

/** Whose signature it is over the digest. A signature over anything else gives a stranger's address. */
export const signerOf = async (digest: Hex, signature: string): Promise<string> => recoverAddress({ hash: digest, signature: readSignature(signature) });

export const sameAddress = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();
