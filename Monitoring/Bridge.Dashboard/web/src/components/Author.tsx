import { Hash } from './Hash';

/** Who did something: an address that can be copied, or words. */
export function Author({ by }: { by: string }) {
  return /^0x[0-9a-fA-F]{40}$/.test(by) ? <Hash value={by} what="author's address" /> : <>{by}</>;
}
