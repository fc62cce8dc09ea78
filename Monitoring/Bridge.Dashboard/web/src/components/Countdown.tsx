import { useNow } from '../app/clock';
import { formatDuration, formatTime, secondsBetween } from '../format/time';

/** How long until, then what follows. Screen readers get the time and not each second. */
export function Countdown({ to, then }: { to: string; then: string }) {
  const now = useNow();
  const left = -secondsBetween(to, now);
  return <time dateTime={to} title={formatTime(to)} role="timer" aria-live="off">{left > 0 ? `in ${formatDuration(left)}` : then}</time>;
}
