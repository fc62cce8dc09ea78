import type { ReactNode } from 'react';
import type { Sourced } from '../api/types';
import { useNow } from '../app/clock';
import { freshness } from '../format/sourced';
import { formatAge } from '../format/time';

interface AgedProps<T> {
  readonly of: Sourced<T>;
  readonly children: (value: NonNullable<T>) => ReactNode;
  /** In a line of text, where there is room for the reason; in a table's cell the reason is a hint, and stands in words among the overview's problems. */
  readonly inline?: boolean;
}

/** A value with its origin. One that is old or could not be read again is greyed and says its age; one never read says so. */
export function Aged<T>({ of, children, inline = false }: AgedProps<T>) {
  const now = useNow();
  const state = freshness(of, now);
  if (state === 'unread' || of.value === null || of.value === undefined) {
    const problem = of.problem ? `: ${of.problem}` : ' yet';
    return <span className="age is-unread" title={origin(of)}>not read{inline ? problem : <span className="visually-hidden">{problem}</span>}</span>;
  }

  if (state === 'fresh') return <span className="aged" title={origin(of)}>{children(of.value)}</span>;
  return (
    <span className="aged is-stale" title={origin(of)}>
      {children(of.value)}
      {inline && ' '}
      <span className="age">{of.readAt ? formatAge(of.readAt, now) : 'age unknown'}{state === 'failed' ? ', read failed' : ''}</span>
    </span>
  );
}

const origin = (of: Sourced<unknown>): string => `from ${of.source}${of.readAt ? `, read ${of.readAt}` : ''}${of.problem ? `; ${of.problem}` : ''}`;
