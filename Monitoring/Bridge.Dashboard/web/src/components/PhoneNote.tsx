import { Note } from './Note';

/** Why controls are not here. */
export function PhoneNote({ what }: { what: string }) {
  return <Note tone="notice"><p>{what} is not possible from a phone: it can tighten, never loosen. Sign in on a desktop computer.</p></Note>;
}
