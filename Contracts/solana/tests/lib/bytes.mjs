// Bytes of the bridge: integers big-endian and fixed width.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export const text = (string) => new TextEncoder().encode(string);
export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const fromHex = (string) => Uint8Array.from(Buffer.from(string.replace(/^0x/, ''), 'hex'));
export const concat = (...parts) => Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
export const keccak = (...parts) => keccak_256(concat(...parts));
export const sha = (...parts) => sha256(concat(...parts));

export function be(value, size) {
  const bytes = new Uint8Array(size);
  let rest = BigInt(value);
  for (let i = size - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  if (rest !== 0n) throw new Error(`${value} does not fit ${size} bytes`);
  return bytes;
}

export const le = (value, size) => be(value, size).reverse();
export const readBe = (bytes) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
export const readLe = (bytes) => readBe(Uint8Array.from(bytes).reverse());

export function base58(bytes) {
  let value = readBe(bytes);
  let string = '';
  for (; value > 0n; value /= 58n) string = ALPHABET[Number(value % 58n)] + string;
  for (const byte of bytes) {
    if (byte !== 0) break;
    string = '1' + string;
  }
  return string;
}

export function fromBase58(string) {
  let value = 0n;
  for (const character of string) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) throw new Error(`not base58: ${string}`);
    value = value * 58n + BigInt(digit);
  }
  return be(value, 32);
}

export function compare(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
