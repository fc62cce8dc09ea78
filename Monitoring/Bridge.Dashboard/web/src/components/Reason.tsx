import { Hash } from './Hash';

/** Why a level was changed: the words that were signed, or, of 32 bytes that are none, their short form. */
export function Reason({ text }: { text: string }) {
  return /^0x[0-9a-f]{64}$/i.test(text) ? <Hash value={text} what="reason, which is no text" /> : <>{text}</>;
}
