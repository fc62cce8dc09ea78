import { Field } from './Field';

/** The phrase that names what is about to happen; typed, so that it is read. */
export function TypedConfirmation({ phrase, value, onChange }: { phrase: string; value: string; onChange: (value: string) => void }) {
  const wrong = value !== '' && !phrase.startsWith(value) ? 'this is not the phrase' : undefined;
  return (
    <Field label="Type to confirm" hint={<>Type <code>{phrase}</code></>} wrong={wrong}>
      {props => <input {...props} type="text" value={value} onChange={e => onChange(e.target.value)} autoComplete="off" spellCheck={false} placeholder={phrase} />}
    </Field>
  );
}
