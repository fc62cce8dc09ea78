import { useEffect, type ReactNode } from 'react';

/** The page's one heading; it names the tab as well. */
export function PageHead({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Bridge risk desk`;
  }, [title]);
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {children && <p>{children}</p>}
      {actions && <div className="actions row">{actions}</div>}
    </div>
  );
}
