import type { Filling } from '../api/types';
import { formatAmount } from '../format/amount';
import { formatTime } from '../format/time';
import { Countdown } from './Countdown';

/** Why a bucket is not full though nobody used it: it was made larger, and what was in it stayed. */
export function FillingNote({ filling, decimals }: { filling: Filling; decimals: number }) {
  return (
    <span className="sub filling">
      filling since its capacity was raised from {formatAmount(filling.before, decimals)}, <span className="nowrap">{formatTime(filling.since)}</span>
      {filling.fullAt && <>; full <Countdown to={filling.fullAt} then="now" /> when nothing is paid</>}
    </span>
  );
}
