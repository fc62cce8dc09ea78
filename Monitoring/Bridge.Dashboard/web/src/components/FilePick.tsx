import { useState } from 'react';
import { Field } from './Field';

/** One file of the person's own. It is let go at once, so that the same file can be chosen again after it has changed. */
export function FilePick({ label, accept, onPick }: { label: string; accept: string; onPick: (file: File) => void }) {
  const [name, setName] = useState('');
  return (
    <Field label={label} hint={name ? `chosen: ${name}` : undefined}>
      {props => (
        <input
          {...props} type="file" accept={accept}
          onChange={e => {
            const file = e.target.files?.[0];
            e.target.value = '';
            if (!file) return;
            setName(file.name);
            onPick(file);
          }}
        />
      )}
    </Field>
  );
}
