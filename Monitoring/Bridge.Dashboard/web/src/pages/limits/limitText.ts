import type { LimitValues } from '../../api/types';
import { amountToEdit, isUnlimited, parseAmount } from '../../format/amount';

/** Limits as they are typed, whole tokens; an empty hold threshold is "never". */
export interface LimitText {
  readonly maxRelease: string;
  readonly capacity: string;
  readonly refillPerSecond: string;
  readonly holdThreshold: string;
}

const none = (2n ** 64n - 1n).toString();

export const startLimits = (current: LimitValues, decimals: number): LimitText => ({
  maxRelease: amountToEdit(current.maxRelease, decimals),
  capacity: amountToEdit(current.capacity, decimals),
  refillPerSecond: amountToEdit(current.refillPerSecond, decimals),
  holdThreshold: isUnlimited(current.holdThreshold) ? '' : amountToEdit(current.holdThreshold, decimals),
});

/** Undefined while a field is no amount. */
export function readLimits(text: LimitText, decimals: number): LimitValues | undefined {
  const maxRelease = parseAmount(text.maxRelease, decimals);
  const capacity = parseAmount(text.capacity, decimals);
  const refillPerSecond = parseAmount(text.refillPerSecond, decimals);
  const holdThreshold = text.holdThreshold.trim() === '' ? none : parseAmount(text.holdThreshold, decimals);
  if (maxRelease === undefined || capacity === undefined || refillPerSecond === undefined || holdThreshold === undefined) return undefined;
  return { maxRelease, capacity, refillPerSecond, holdThreshold };
}

/** A release larger than the bucket can ever hold waits until its sender asks for it back. */
export const isBeyondCapacity = (limits: LimitValues): boolean => BigInt(limits.maxRelease) > BigInt(limits.capacity);

/** Lower: none above, one below, as the contracts ask of one person's change. */
export function compareLimits(current: LimitValues, next: LimitValues): 'lower' | 'higher' | 'same' {
  const names = ['maxRelease', 'capacity', 'refillPerSecond', 'holdThreshold'] as const;
  if (names.some(name => BigInt(next[name]) > BigInt(current[name]))) return 'higher';
  return names.some(name => BigInt(next[name]) < BigInt(current[name])) ? 'lower' : 'same';
}
