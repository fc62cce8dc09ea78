import type { ReactNode } from 'react';
import type { TransferRow } from '../api/types';
import { useNow } from '../app/clock';
import { Countdown } from './Countdown';

interface WaitEndProps {
  readonly of: Pick<TransferRow, 'state' | 'waitsUntil'>;
  /** What stands around the time; nothing where no time is told. */
  readonly children: (end: ReactNode) => ReactNode;
}

/** When a wait ends. What waits for people has an earliest time alone: once that has passed nobody can tell a time. */
export function WaitEnd({ of, children }: WaitEndProps) {
  const now = useNow();
  if (of.waitsUntil === null) return null;
  if (of.state !== 'Held') return children(<Countdown to={of.waitsUntil} then="any moment" />);
  return Date.parse(of.waitsUntil) > now ? children(<><Countdown to={of.waitsUntil} then="now" /> at the earliest</>) : null;
}
