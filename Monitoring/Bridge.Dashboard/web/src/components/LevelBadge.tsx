import type { Level } from '../api/types';
import { levelName } from '../format/words';

// One shape per level, told apart without colour: ring, dot in ring, half, two bars, square, cross.
const shapes: readonly string[] = [
  'M6 11a5 5 0 1 0 0-10 5 5 0 0 0 0 10z',
  'M6 11a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM6 7.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  'M6 1 11 10.5H1zM6 4v3',
  'M4 1.5v9M8 1.5v9',
  'M2 2h8v8H2z',
  'M2 2l8 8M10 2l-8 8',
];

/** A breaker level by shape, number, word and colour. */
export function LevelBadge({ level }: { level: Level }) {
  return (
    <span className={`level level-${level}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true" fill={level === 4 ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth={level === 3 || level === 5 ? 2.6 : 1.6} strokeLinecap="round" strokeLinejoin="round">
        <path d={shapes[level]} />
      </svg>
      {level} {levelName(level)}
    </span>
  );
}
