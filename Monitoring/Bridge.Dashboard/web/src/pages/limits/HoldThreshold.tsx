import { Amount } from '../../components/Amount';
import { isUnlimited } from '../../format/amount';

export function HoldThreshold({ units, asset }: { units: string; asset: string }) {
  if (isUnlimited(units)) return <>never</>;
  return units === '0' ? <>every release</> : <Amount units={units} asset={asset} unit={false} />;
}
