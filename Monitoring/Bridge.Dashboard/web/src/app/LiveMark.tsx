import type { StreamState } from '../api/eventStream';
import { Mark } from '../components/Mark';
import { formatClock } from '../format/time';
import { useNow } from './clock';

/** Whether what is shown follows the server, and the server's time. */
export function LiveMark({ state }: { state: StreamState }) {
  const now = useNow();
  return (
    <span className="live">
      <span className="clock only-wide">{formatClock(now)} UTC</span>
      <span role="status">
        {state === 'live' && <Mark tone="good">live</Mark>}
        {state === 'connecting' && <Mark tone="notice">connecting</Mark>}
        {state === 'lost' && <Mark tone="danger">connection lost, trying again</Mark>}
      </span>
    </span>
  );
}
