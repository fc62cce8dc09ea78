import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNote } from './ErrorNote';

/** A view that was asked for: loading, failed with nothing to show, or shown; a failure later keeps what is shown and says so above it. */
export function View<T>({ query, what, children }: { query: UseQueryResult<T>; what: string; children: (value: T) => ReactNode }) {
  const retry = (): void => void query.refetch();
  if (query.data === undefined) return query.error ? <ErrorNote error={query.error} what={`${what} could not be read.`} retry={retry} /> : <p className="loading" role="status">Reading {what.toLowerCase()}</p>;
  return (
    <>
      {query.error && <ErrorNote error={query.error} what={`${what} could not be read again: what follows is old.`} retry={retry} />}
      {children(query.data)}
    </>
  );
}
