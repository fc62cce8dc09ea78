import { PaperError } from './fields';

/** Why somebody acted: 1 to 32 bytes of UTF-8, padded with zeros at the right. */
export function encodeReason(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 1 || bytes.length > 32) throw new PaperError(`a reason should be 1 to 32 bytes of text and is ${bytes.length}`);
  return `0x${[...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('').padEnd(64, '0')}`;
}

/** The text when it is printable, else hexadecimal. */
export function decodeReason(word: string): string {
  const hex = word.replace(/^0x/, '').replace(/(00)+$/, '');
  const bytes = (hex.match(/../g) ?? []).map(pair => Number.parseInt(pair, 16));
  return bytes.length > 0 && bytes.every(byte => byte >= 0x20 && byte <= 0x7e) ? String.fromCharCode(...bytes) : word;
}
