import type { ReactNode } from 'react';

/** The few numbers that are read first. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className="figures">{children}</dl>;
}

export function Figure({ label, value, children }: { label: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className="main">{value}</dd>
      {children && <dd className="sub">{children}</dd>}
    </div>
  );
}
