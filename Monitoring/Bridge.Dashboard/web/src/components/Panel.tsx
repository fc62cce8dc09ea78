import { useId, type ReactNode } from 'react';

interface PanelProps {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  readonly span?: 4 | 5 | 6 | 7 | 8 | 12;
  /** Tables reach the edges; everything else is padded. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A named region of a page. */
export function Panel({ title, note, actions, footer, span = 12, flush = false, children }: PanelProps) {
  const heading = useId();
  return (
    <section className={`panel span-${span}`} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        {note && <p>{note}</p>}
        {actions && <div className="actions">{actions}</div>}
      </header>
      {flush ? children : <div className="panel-body">{children}</div>}
      {footer && <footer>{footer}</footer>}
    </section>
  );
}
