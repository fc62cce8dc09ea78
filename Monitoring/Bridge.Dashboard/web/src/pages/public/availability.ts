import type { Level, LimitState, PublicLimits } from '../../api/types';
import { chainTitle, levelName } from '../../format/words';

/** What can be moved now: an amount, or nothing and why. */
export type Availability = { readonly units: string } | { readonly units: null; readonly why: string };

/** The limits alone do not say it: a level may stop locks at the source, or everything, and from hold on nothing is paid without two officers. */
export function availability(row: PublicLimits['rows'][number], limits: LimitState): Availability {
  const source = chainTitle[row.chain === 'evm' ? 'solana' : 'evm'];
  const nothing = (why: string): Availability => ({ units: null, why });
  if (limits.maxRelease === '0') return nothing('not open for transfers');
  if (row.levelInForce === null || row.levelAtSource === null) return nothing('the breaker level is not known now');
  if (row.levelInForce === 5) return nothing(`halted on ${chainTitle[row.chain]} (${named(5)}): nothing is paid`);
  if (row.levelAtSource >= 4) return nothing(`halted on ${source} (${named(row.levelAtSource)}): no new transfer can begin`);
  if (row.levelInForce === 4) return nothing(`halted on ${chainTitle[row.chain]} (${named(4)}): nothing is signed`);
  if (row.levelInForce === 3) return nothing(`${named(row.levelInForce)} on ${chainTitle[row.chain]}: every transfer waits for two officers`);
  return { units: limits.available };
}

const named = (level: Level): string => `level ${level} ${levelName(level)}`;
