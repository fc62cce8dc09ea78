import { Link } from 'wouter';
import type { TransferRow } from '../../api/types';
import { Countdown } from '../../components/Countdown';
import { Note } from '../../components/Note';
import { titled } from '../../format/words';

/** The reason, and where it is decided. */
export function WaitNote({ row }: { row: TransferRow }) {
  return (
    <Note tone={row.state === 'Held' ? 'caution' : 'notice'}>
      <p className="strong">Waits: {titled(row.waitingFor ?? '')}</p>
      {row.waitsUntil && <p>The wait ends <Countdown to={row.waitsUntil} then="any moment" />.</p>}
      {row.state === 'Held' && <p>Two different officers decide in <Link href="/holds">holds</Link>; time alone never releases it.</p>}
      {row.state === 'Limited' && <p>It fits when the bucket has refilled: see <Link href="/limits">limits</Link>.</p>}
    </Note>
  );
}
