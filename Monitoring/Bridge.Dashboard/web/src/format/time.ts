/** A duration in its two largest units: "3 min 20 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole < 86_400) return join(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
  return join(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h');
}

export const secondsBetween = (from: string, to: number): number => (to - Date.parse(from)) / 1000;

export const formatAge = (at: string, now: number): string => `${formatDuration(secondsBetween(at, now))} ago`;

/** "2026-01-31 12:00:00 UTC": exact, sortable, the same for everybody on a call. */
export function formatTime(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** "12:00:00", for lists of one day. */
export const formatClock = (at: string | number): string => new Date(at).toISOString().slice(11, 19);

/** Unix seconds as in a paper. A time beyond the calendar is shown as the number it is. */
export function formatUnix(seconds: string): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? `${seconds} seconds of Unix time` : formatTime(time.toISOString());
}

const join = (large: number, largeUnit: string, small: number, smallUnit: string): string => `${large} ${largeUnit}${small > 0 ? ` ${small} ${smallUnit}` : ''}`;
