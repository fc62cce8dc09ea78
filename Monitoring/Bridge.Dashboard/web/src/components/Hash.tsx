import { useState } from 'react';
import { announce } from '../app/announce';
import { shortHash } from '../format/words';
import { Icon } from './Icon';

/** Bytes or an address, shortened unless `full`, with a button that copies all of it. */
export function Hash({ value, what, full = false }: { value: string; what: string; full?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    announce(`${what} copied`);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span className={full ? undefined : 'nowrap'}>
      <span className={full ? 'hash-full' : 'hash'} title={full ? undefined : value}>{full ? value : shortHash(value)}</span>
      <button type="button" className="copy" aria-label={`copy ${what}`} title={`copy ${value}`} onClick={() => void copy()}><Icon name={copied ? 'check' : 'copy'} /></button>
    </span>
  );
}
