import type { BreakerCell } from '../../api/types';

/** Scopes whose level is not known: none of them counts as normal. */
export const unread = (cells: readonly BreakerCell[]): number => cells.filter(cell => cell.level.value === null).length;

/** The strictest level that was read; undefined when none was. */
export function strictest(cells: readonly BreakerCell[]): BreakerCell | undefined {
  return cells.filter(cell => cell.level.value !== null).reduce<BreakerCell | undefined>((worst, cell) => (worst === undefined || cell.level.value! > worst.level.value! ? cell : worst), undefined);
}
