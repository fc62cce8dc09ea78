import type { ApiError } from './types';

/** An answer that is not 2xx, or none at all. Decide by `error` and `status`; `message` is for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly error: ApiError['error'] | 'unreachable' | 'unreadable';
  readonly chainError: string | undefined;
  readonly retryAt: string | undefined;

  constructor(status: number, error: RequestError['error'], message: string, more: Pick<ApiError, 'chainError' | 'retryAt'> = {}) {
    super(message);
    this.status = status;
    this.error = error;
    this.chainError = more.chainError;
    this.retryAt = more.retryAt;
  }
}

let csrf = '';
let whenSignedOut: () => void = () => undefined;

/** The token that every write carries; it lives in memory only. */
export function keepToken(token: string): void {
  csrf = token;
}

/** What to do when the server knows no session any more. */
export function onSignedOut(action: () => void): void {
  whenSignedOut = action;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => send<T>('GET', path, undefined, signal);

export const post = <T>(path: string, body?: unknown): Promise<T> => send<T>('POST', path, body ?? {});

export const remove = (path: string): Promise<void> => send<void>('DELETE', path);

/** The text of a file that the server makes, as the audit log's export. */
export async function getText(path: string): Promise<string> {
  return (await request('GET', path)).text();
}

/** A path with its question; empty values are left out. */
export function pathWith(path: string, values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const query = new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value === undefined || value === null || value === '' || value === false ? [] : [[name, String(value)]])));
  return query.size > 0 ? `${path}?${query}` : path;
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await request(method, path, body, signal);
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    throw new RequestError(answer.status, 'unreadable', 'the server answered something that is no JSON: reload the page, and tell its operator when it stays so');
  }
}

async function request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers, credentials: 'same-origin', redirect: 'error', ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new RequestError(0, 'unreachable', 'the dashboard does not answer: check the connection; what is shown keeps its age. With the dashboard down, act with the command line: bridge risk');
  }

  if (answer.ok) return answer;
  const error = await readError(answer);
  if (error.error === 'notSignedIn') whenSignedOut();
  throw error;
}

async function readError(answer: Response): Promise<RequestError> {
  try {
    const body = (await answer.json()) as ApiError;
    if (typeof body.error === 'string' && typeof body.message === 'string') return new RequestError(answer.status, body.error, body.message, body);
  } catch {
    // Falls through: a proxy in between answers in its own words, which mean nothing here.
  }

  return new RequestError(answer.status, 'unreadable', `the server answered ${answer.status} without saying why: try again, and tell its operator when it stays so`);
}
