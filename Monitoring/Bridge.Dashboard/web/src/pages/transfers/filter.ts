import type { TransferFilter } from '../../api/queries';

/** The filter as the address bar holds it, so that a view can be sent to a colleague. */
export function readFilter(search: string): TransferFilter {
  const values = new URLSearchParams(search);
  const text = (name: string): string => values.get(name) ?? '';
  return { query: text('query'), state: text('state'), lane: text('lane'), asset: text('asset'), waiting: text('waiting') === 'true', cursor: text('cursor') };
}

export function writeFilter(filter: TransferFilter): string {
  const values = Object.entries(filter).flatMap(([name, value]) => (value === '' || value === false ? [] : [[name, String(value)]]));
  return new URLSearchParams(values).toString();
}
