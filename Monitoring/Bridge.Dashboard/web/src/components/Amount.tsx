import { useNames } from '../app/session';
import { formatAmount } from '../format/amount';

/** Tokens, exact. */
export function Amount({ units, asset, unit = true }: { units: string; asset: string; unit?: boolean }) {
  const names = useNames();
  return <span className="nowrap">{formatAmount(units, names.decimals(asset))}{unit && <span className="muted"> {asset}</span>}</span>;
}
