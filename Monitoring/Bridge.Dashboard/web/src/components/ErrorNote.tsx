import { RequestError } from '../api/client';
import { formatTime } from '../format/time';
import { Note } from './Note';

/** What went wrong and what to do. */
export function ErrorNote({ error, what, retry }: { error: unknown; what: string; retry?: () => void }) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Note tone="danger" urgent>
      <p className="strong">{what}</p>
      <p>{message}</p>
      {error instanceof RequestError && error.chainError && <p>The contract says <code>{error.chainError}</code>.</p>}
      {error instanceof RequestError && error.retryAt && <p>Try again at {formatTime(error.retryAt)}.</p>}
      {retry && <p><button type="button" className="button button-small" onClick={retry}>Try again</button></p>}
    </Note>
  );
}
