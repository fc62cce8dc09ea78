import { Link } from 'wouter';
import type { TransferRow } from '../../api/types';
import { Note } from '../../components/Note';
import { WaitEnd } from '../../components/WaitEnd';
import { titled } from '../../format/words';

/** The reason, and where it is decided. */
export function WaitNote({ row }: { row: TransferRow }) {
  return (
    <Note tone={row.state === 'Held' ? 'caution' : 'notice'}>
      <p className="strong">Waits: {titled(row.waitingFor ?? '')}</p>
      <WaitEnd of={row}>{end => <p>{row.state === 'Held' ? 'It can be paid' : 'The wait ends'} {end}.</p>}</WaitEnd>
      {row.state === 'Held' && <p>Two different officers decide in <Link href="/holds">holds</Link>; time alone never releases it.</p>}
      {row.state === 'Limited' && <p>It fits when the bucket has refilled: see <Link href="/limits">limits</Link>.</p>}
    </Note>
  );
}
