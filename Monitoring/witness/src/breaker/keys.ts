import { readFileSync, statSync } from 'node:fs';
import { BadConfiguration } from '../deployment.js';
import { fromHex } from '../protocol/bytes.js';

/** A secret of 32 bytes in hexadecimal, in a file that only its owner can read. */
export function readSecret(path: string): Uint8Array {
  let text: string;
  try {
    // SECURITY: a key that others can read is everybody's.
    if ((statSync(path).mode & 0o077) !== 0) throw new BadConfiguration(`${path} can be read by others: chmod 600 it, and make a new key if somebody may have`);
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof BadConfiguration) throw error;
    throw new BadConfiguration(`cannot read the key ${path}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  // The text stays out of every message.
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text) || /^(0x)?0+$/.test(text)) throw new BadConfiguration(`${path} should hold 32 bytes in hexadecimal that are not zero`);
  return fromHex(text.startsWith('0x') ? text : `0x${text}`, 32);
}
