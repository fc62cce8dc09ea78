import { useNow } from '../app/clock';
import { formatAge, formatTime } from '../format/time';

/** How long ago, with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return <time dateTime={at} title={formatTime(at)}>{formatAge(at, now)}</time>;
}
