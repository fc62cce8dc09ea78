/** How long to wait before the next attempt, milliseconds: doubling from one second to thirty, with up to a quarter less, so that pages do not come back all at once. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(full * (1 - random() / 4));
}
