import type { BreakerCell } from '../../api/types';

/** The strictest level that was read; undefined when none was: not known is not normal. */
export function strictest(cells: readonly BreakerCell[]): BreakerCell | undefined {
  return cells.filter(cell => cell.level.value !== null).reduce<BreakerCell | undefined>((worst, cell) => (worst === undefined || cell.level.value! > worst.level.value! ? cell : worst), undefined);
}
