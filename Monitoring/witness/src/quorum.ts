// One question to every source of a chain; k of them have to answer, and all answers have to be the same. It never falls back to fewer.

export type ReadFailure = 'insufficient' | 'disagree' | 'contradiction';

/** No fact came of a read: the cursor stays where it is. */
export class ReadError extends Error {
  override readonly name = 'ReadError';

  constructor(
    readonly failure: ReadFailure,
    message: string,
  ) {
    super(message);
  }
}

export interface Source {
  /** As a metric's label: a number, never an address. */
  readonly name: string;
}

export interface QuorumOptions {
  readonly quorum: number;
  readonly timeoutMs: number;
  /** Told of each source that failed, or that said something else than the first. */
  readonly onFailure: (source: string, failure: 'error' | 'differs') => void;
}

/** What all sources say that answer, if at least `quorum` do. */
export async function agreed<S extends Source, T>(sources: readonly S[], options: QuorumOptions, what: string, ask: (source: S) => Promise<T>, print: (answer: T) => string): Promise<T> {
  const answers = await answersOf(sources, options, what, ask);
  const [first, ...others] = answers as [{ source: S; answer: T }, ...{ source: S; answer: T }[]];
  const expected = print(first.answer);
  for (const { source, answer } of others) {
    if (print(answer) === expected) continue;
    options.onFailure(source.name, 'differs');
    // SECURITY: no majority vote: whoever controls one source must not be outvoted into a fact, nor vote one in (W2).
    throw new ReadError('disagree', `${what}: sources ${first.source.name} and ${source.name} say different things`);
  }
  return first.answer;
}

/** Every answer, at least `quorum` of them. */
export async function answersOf<S extends Source, T>(sources: readonly S[], options: QuorumOptions, what: string, ask: (source: S) => Promise<T>): Promise<{ source: S; answer: T }[]> {
  const settled = await Promise.allSettled(sources.map((source) => withLimit(ask(source), options.timeoutMs)));
  const answers: { source: S; answer: T }[] = [];
  let problem = '';
  for (const [i, result] of settled.entries()) {
    const source = sources[i] as S;
    if (result.status === 'fulfilled') {
      answers.push({ source, answer: result.value });
      continue;
    }
    options.onFailure(source.name, 'error');
    // A source that contradicts itself is no source, and is told apart from one that is away.
    if (result.reason instanceof ReadError) throw result.reason;
    problem = firstLine(result.reason);
  }
  // SECURITY: it never degrades (W2).
  if (answers.length < options.quorum) throw new ReadError('insufficient', `${what}: ${answers.length} of ${sources.length} sources answer and ${options.quorum} have to: ${problem}`);
  return answers;
}

/** The first line of an error, without what a library prints after it: addresses of nodes may hold keys. */
export function firstLine(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return text.replace(/https?:\/\/\S+/g, '<url>').slice(0, 300);
}

async function withLimit<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
