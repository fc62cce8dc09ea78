import type { Filling } from '../api/types';
import { formatTime } from '../format/time';
import { Amount } from './Amount';
import { Countdown } from './Countdown';

/** Why a bucket is not full though nobody used it: it was made larger, and what was in it stayed. */
export function FillingNote({ filling, asset }: { filling: Filling; asset: string }) {
  return (
    <span className="sub">
      filling since its capacity was raised from <Amount units={filling.before} asset={asset} unit={false} />, <span className="nowrap">{formatTime(filling.since)}</span>
      {filling.fullAt && <>; full <Countdown to={filling.fullAt} then="now" /> when nothing is paid</>}
    </span>
  );
}
