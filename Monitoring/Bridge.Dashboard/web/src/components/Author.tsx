import { Hash } from './Hash';

/** Who did something: words, and in them addresses that can be copied. */
export function Author({ by }: { by: string }) {
  return <>{by.split(/(0x[0-9a-fA-F]{40})/).map((part, index) => (index % 2 === 1 ? <Hash key={index} value={part} what="author's address" /> : part))}</>;
}
