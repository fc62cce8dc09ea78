import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { labelCells, stackIfTooWide } from './stacking';

/** A table. Where it is wider than its place each row becomes a card, every value under the name of its column: nothing is cut and nothing scrolls sideways. */
export function TableFrame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  // After every change: rows come and go, and a longer value may need more room.
  useLayoutEffect(() => {
    labelCells(frame.current!);
    stackIfTooWide(frame.current!);
  });
  useEffect(() => {
    const element = frame.current!;
    const observer = new ResizeObserver(() => stackIfTooWide(element));
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return <div ref={frame} className="table-frame">{children}</div>;
}
