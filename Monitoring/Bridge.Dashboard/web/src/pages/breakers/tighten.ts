import { LEVEL_NAMES, type BreakerCell, type ChainName } from '../../api/types';

export type TighterLevel = 1 | 2 | 3 | 4 | 5;

/** The phrase that the server expects, as "stop everything on all". */
export const tightenPhrase = (level: TighterLevel, scope: string, chain: ChainName | 'all'): string => `${LEVEL_NAMES[level]} ${scope} on ${chain}`;

/** The lowest level of the scope on the chains that are meant: a level above it raises something somewhere. Not known counts as normal. */
export function currentLevel(cells: readonly BreakerCell[], chain: ChainName | 'all', scope: string): number {
  const levels = cells.filter(cell => (chain === 'all' || cell.chain === chain) && (cell.scopeKind === 'asset' ? cell.scopeName : cell.scopeKind) === scope).map(cell => cell.level.value ?? 0);
  return levels.length > 0 ? Math.min(...levels) : 0;
}

/** What is wrong with a reason while it is typed; an empty one is not wrong yet. */
export function reasonProblem(reason: string): string | undefined {
  const length = new TextEncoder().encode(reason).length;
  return length > 32 ? `${length} bytes; 32 is the most` : undefined;
}
