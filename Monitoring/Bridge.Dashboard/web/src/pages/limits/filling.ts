import type { LimitState, LimitValues } from '../../api/types';

/** What a change of limits makes of the bucket: what may flow at once, and in how many seconds it is full when nothing is paid. Undefined when it is full at once. */
export function filledAfter(current: LimitState, next: LimitValues): { readonly units: string; readonly seconds: number } | undefined {
  const [available, capacity, refill] = [BigInt(current.available), BigInt(next.capacity), BigInt(next.refillPerSecond)];
  // The contracts keep what is in the bucket: no change of limits is a refill.
  if (available >= capacity || capacity <= BigInt(current.capacity)) return undefined;
  return { units: current.available, seconds: refill === 0n ? Infinity : Number((capacity - available + refill - 1n) / refill) };
}
