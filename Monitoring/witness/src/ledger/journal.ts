import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from './facts.js';

// The ledger's file: one line per entry, "hash json", where hash = sha256(hash of the line before ‖ json), first 32 digits. An entry is on disk (fsync)
// before anybody acts on it, and whole or not there: a crash can only leave a last line without its end, which is dropped. Anything else that does not
// fit is damage, and damage is not repaired by guessing: the witness does not start on it.

/** The file is not the ledger that was written. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
}

const bigints = /^-?\d+n$/;

export function serialise(entry: Entry): string {
  return JSON.stringify(entry, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

export function parse(json: string): Entry {
  return JSON.parse(json, (_, value: unknown) => (typeof value === 'string' && bigints.test(value) ? BigInt(value.slice(0, -1)) : value)) as Entry;
}

export class Journal {
  private constructor(
    private readonly file: number,
    private readonly lock: string,
    private hash: string,
    private length: number,
    /** What the file held when it was opened. */
    readonly entries: readonly Entry[],
    /** Bytes of an unfinished last line that were dropped. */
    readonly dropped: number,
  ) {}

  static open(path: string): Journal {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const lock = `${path}.lock`;
    takeLock(lock);
    try {
      const file = openSync(path, 'a+', 0o600);
      const bytes = readFileSync(path);
      const end = bytes.lastIndexOf(0x0a) + 1;
      const { entries, hash } = readAll(path, bytes.subarray(0, end).toString('utf8'));
      if (end < bytes.length) {
        ftruncateSync(file, end);
        fsyncSync(file);
      }
      syncDirectory(dirname(path));
      return new Journal(file, lock, hash, end, entries, bytes.length - end);
    } catch (error) {
      rmSync(lock, { force: true });
      throw error;
    }
  }

  /** On disk when it returns. */
  append(entry: Entry): void {
    const json = serialise(entry);
    const hash = chain(this.hash, json);
    const line = Buffer.from(`${hash} ${json}\n`, 'utf8');
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.file, line, written);
      fsyncSync(this.file);
    } catch (error) {
      // A disk that is full leaves no half of a line behind that a later one would be written after.
      ftruncateSync(this.file, this.length);
      throw error;
    }
    this.hash = hash;
    this.length += line.length;
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.lock, { force: true });
  }
}

function readAll(path: string, text: string): { entries: Entry[]; hash: string } {
  const entries: Entry[] = [];
  let hash = '';
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const json = line.slice(33);
    // SECURITY: a line that was changed, lost or added is noticed: what was released once must not be forgotten.
    if (line[32] !== ' ' || line.slice(0, 32) !== chain(hash, json)) throw new LedgerDamaged(`${path}: line ${i + 1} is not the one that was written`);
    hash = line.slice(0, 32);
    entries.push(parse(json));
  }
  return { entries, hash };
}

function chain(before: string, json: string): string {
  return createHash('sha256').update(before).update(json, 'utf8').digest('hex').slice(0, 32);
}

// Two witnesses on one ledger would each miss what the other wrote. A process is named by its id and its start, since ids come again.
function takeLock(lock: string): void {
  const own = identity(String(process.pid));
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lock, `${own}\n`, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = readFileSync(lock, 'utf8').trim();
      if (owner !== own && owner === identity(owner.split(' ')[0] ?? '')) throw new LedgerDamaged(`process ${owner} works on this ledger (${lock})`);
      rmSync(lock, { force: true });
    }
  }
  throw new LedgerDamaged(`${lock} cannot be taken`);
}

// proc(5): the 22nd field of stat is the time the process started; the second, in parentheses, may hold blanks.
function identity(pid: string): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
