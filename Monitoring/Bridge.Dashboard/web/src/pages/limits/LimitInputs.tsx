import { Field } from '../../components/Field';
import { parseAmount } from '../../format/amount';
import type { LimitText } from './limitText';

interface LimitInputsProps {
  readonly text: LimitText;
  readonly decimals: number;
  readonly asset: string;
  readonly onChange: (text: LimitText) => void;
}

const inputs: readonly { readonly name: keyof LimitText; readonly label: string; readonly hint: string }[] = [
  { name: 'maxRelease', label: 'Largest release', hint: '0 closes the asset' },
  { name: 'capacity', label: 'Capacity', hint: 'what the bucket holds when full' },
  { name: 'refillPerSecond', label: 'Refill a second', hint: 'what comes back each second' },
  { name: 'holdThreshold', label: 'Held from', hint: '0: every release; empty: never' },
];

export function LimitInputs({ text, decimals, asset, onChange }: LimitInputsProps) {
  const wrong = (name: keyof LimitText): string | undefined => {
    const value = text[name];
    if (name === 'holdThreshold' && value.trim() === '') return undefined;
    return parseAmount(value, decimals) === undefined ? `an amount with at most ${decimals} decimals` : undefined;
  };
  return (
    <div className="form-row">
      {inputs.map(({ name, label, hint }) => (
        <Field key={name} label={`${label}, ${asset}`} hint={hint} wrong={wrong(name)}>
          {props => <input {...props} inputMode="decimal" value={text[name]} onChange={e => onChange({ ...text, [name]: e.target.value })} autoComplete="off" />}
        </Field>
      ))}
    </div>
  );
}
