import { useId, type ReactNode } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly wrong?: string | undefined;
  readonly className?: string;
  readonly children: (props: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled control with its hint and what is wrong with it. */
export function Field({ label, hint, wrong, className = '', children }: FieldProps) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hint || wrong ? `${id}-more` : undefined, 'aria-invalid': wrong !== undefined })}
      {(hint || wrong) && (
        <span id={`${id}-more`}>
          {wrong ? <span className="wrong">{wrong}</span> : <span className="hint">{hint}</span>}
        </span>
      )}
    </div>
  );
}
