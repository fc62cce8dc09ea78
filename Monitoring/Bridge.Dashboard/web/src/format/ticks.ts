/** Names of moments on an axis, each another one: as much of the time as it takes to tell them apart. */
export function timeTicks(seconds: readonly number[]): string[] {
  const isos = seconds.map(second => new Date(second * 1000).toISOString());
  const span = seconds.length > 1 ? seconds.at(-1)! - seconds[0]! : 0;
  const step = seconds.length > 1 ? Math.min(...seconds.slice(1).map((second, index) => second - seconds[index]!)) : 60;
  return isos.map(iso => {
    if (step >= 86_400) return iso.slice(5, 10);
    const clock = iso.slice(11, step < 60 ? 19 : 16);
    return span >= 86_400 ? `${iso.slice(5, 10)} ${clock}` : clock;
  });
}

/** Names of values: one that would say the same as the one before says nothing. */
export const valueTicks = (values: readonly number[], format: (value: number) => string): string[] =>
  values.map(format).map((text, index, all) => (index > 0 && all[index - 1] === text ? '' : text));

/** Steps of an axis that counts. */
export const wholeSteps: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
