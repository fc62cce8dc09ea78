import { useEffect, useRef, useState, type ReactNode } from 'react';

/** A table that may be wider than its place: it scrolls by itself, and then the keyboard reaches it. */
export function TableFrame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = frame.current!;
    const measure = (): void => setScrolls(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return <div ref={frame} className="table-frame" {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': 'table, scrolls sideways' } : {})}>{children}</div>;
}
