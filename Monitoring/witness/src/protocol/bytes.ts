// Reading fixed-width big-endian fields. Every read is bounded: bytes that are not there are an error, never a zero.

export type Hex = `0x${string}`;

/** The bytes are not what the layout says. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`;
}

export function fromHex(text: string, size?: number): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) throw new MalformedBytes(`"${text.slice(0, 80)}" is no hexadecimal with 0x`);
  const bytes = Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
  if (size !== undefined && bytes.length !== size) throw new MalformedBytes(`${size} bytes are expected and there are ${bytes.length}`);
  return bytes;
}

export function slice(bytes: Uint8Array, offset: number, size: number): Uint8Array {
  if (offset < 0 || size < 0 || offset + size > bytes.length) throw new MalformedBytes(`bytes ${offset} to ${offset + size} are asked for and there are ${bytes.length}`);
  return bytes.subarray(offset, offset + size);
}

export function uint(bytes: Uint8Array, offset: number, size: number): bigint {
  let value = 0n;
  for (const byte of slice(bytes, offset, size)) value = (value << 8n) | BigInt(byte);
  return value;
}

/** An unsigned number of at most 6 bytes. */
export function small(bytes: Uint8Array, offset: number, size: number): number {
  if (size > 6) throw new MalformedBytes(`${size} bytes do not fit a number`);
  return Number(uint(bytes, offset, size));
}

export function bigEndian(value: bigint, size: number): Uint8Array {
  if (value < 0n || value >> BigInt(8 * size) !== 0n) throw new MalformedBytes(`${value} does not fit ${size} bytes`);
  return fromHex(`0x${value.toString(16).padStart(2 * size, '0')}`, size);
}

export function ascii(text: string, size: number): Uint8Array {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length > size) throw new MalformedBytes(`"${text}" is longer than ${size} bytes`);
  const padded = new Uint8Array(size);
  padded.set(bytes);
  return padded;
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
