import { useState } from 'react';

/** The pages of a list that came by cursor: the one that is looked at, and the way back to the newer ones. */
export interface Pages {
  /** Of the page that is looked at; '' for the newest. */
  readonly cursor: string;
  readonly isNewest: boolean;
  readonly newer: () => void;
  readonly older: (next: string) => void;
  readonly newest: () => void;
}

export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>(['']);
  return {
    cursor: cursors.at(-1)!,
    isNewest: cursors.length === 1,
    newer: () => setCursors(cursors.slice(0, -1)),
    older: (next) => setCursors([...cursors, next]),
    newest: () => setCursors(['']),
  };
}

/** Newer and Older, where there are such; nothing below a list of one page. */
export function Pager({ pages, next }: { pages: Pages; next: string | null }) {
  if (pages.isNewest && !next) return null;
  return (
    <div className="panel-body row">
      {!pages.isNewest && <button type="button" className="button" onClick={pages.newer}>Newer</button>}
      {next && <button type="button" className="button" onClick={() => pages.older(next)}>Older</button>}
    </div>
  );
}
