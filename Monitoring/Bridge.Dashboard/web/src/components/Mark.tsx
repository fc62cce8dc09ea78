import type { ReactNode } from 'react';

export type Tone = 'good' | 'notice' | 'unusual' | 'caution' | 'alert' | 'danger' | 'plain';

// Told apart by shape as well: tick, ring, diamond, triangle, bars, cross, dash.
const shapes: Readonly<Record<Tone, string>> = {
  good: 'M1.5 7 5 10.5 11.5 3',
  notice: 'M6.5 11.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10z',
  unusual: 'M6.5 1 12 6.5 6.5 12 1 6.5z',
  caution: 'M6.5 1.5 12 11.5H1z',
  alert: 'M4 2v9M9 2v9',
  danger: 'M2.5 2.5l8 8M10.5 2.5l-8 8',
  plain: 'M2 6.5h9',
};

/** A state by shape, word and colour. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`mark tone-${tone}`}>
      <svg viewBox="0 0 13 13" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
        <path d={shapes[tone]} />
      </svg>
      <span>{children}</span>
    </span>
  );
}
