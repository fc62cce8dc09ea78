export interface Rates {
  readonly capacity: number;
  readonly refillPerSecond: number;
  readonly outflowPerSecond: number;
}

export interface Projection {
  readonly at: readonly number[];
  readonly used: readonly (number | null)[];
  readonly forecast: readonly (number | null)[];
}

const steps = 12;

/**
 * The recorded percentages, then a straight line from the last of them: what flows out less what refills, in percent of the capacity.
 * Without rates or without a value to begin at there is no line: not known is not zero.
 */
export function project(recorded: { at: readonly number[]; value: readonly (number | null)[] }, rates: Rates | undefined, now: number, ahead: number): Projection {
  const last = recorded.value.findLastIndex(value => value !== null);
  if (last < 0 || !rates || rates.capacity <= 0) return { at: recorded.at, used: recorded.value, forecast: recorded.at.map(() => null) };
  const start = recorded.value[last]!;
  const perSecond = ((rates.outflowPerSecond - rates.refillPerSecond) / rates.capacity) * 100;
  const from = Math.max(now, recorded.at.at(-1)!);
  const future = Array.from({ length: steps }, (_, index) => from + Math.round((ahead * (index + 1)) / steps));
  return {
    at: [...recorded.at, ...future],
    used: [...recorded.value, ...future.map(() => null)],
    forecast: [...recorded.at.map((_, index) => (index === last ? start : null)), ...future.map(time => Math.min(100, Math.max(0, start + perSecond * (time - from))))],
  };
}
