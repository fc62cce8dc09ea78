import { backoff } from './backoff';
import type { ServerEvents } from './types';

export type StreamState = 'connecting' | 'live' | 'lost';

export interface StreamHandlers {
  readonly onEvent: <Name extends keyof ServerEvents>(name: Name, data: ServerEvents[Name]) => void;
  /** `lost` until the next attempt succeeds. */
  readonly onState: (state: StreamState) => void;
  /** After a gap: nothing is replayed, so views are read again. */
  readonly onResumed: () => void;
}

const names: readonly (keyof ServerEvents)[] = ['tick', 'overview', 'transfer', 'breakers', 'limits', 'holds', 'paper', 'audit', 'signedOut'];
const silence = 15_000;

/**
 * Server-sent events with reconnection of our own: the browser's gives up on an HTTP error, and does not notice a connection that is silent.
 * The server ticks every five seconds; fifteen seconds of silence are a dead stream. Returns how to end it.
 */
export function openStream(handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let ended = false;
  let interrupted = false;

  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(lose, silence);
  };

  const lose = (): void => {
    source?.close();
    if (ended) return;
    interrupted = true;
    handlers.onState('lost');
    clearTimeout(timer);
    timer = setTimeout(connect, backoff(attempt++));
  };

  const connect = (): void => {
    source = new EventSource('/api/events');
    watch();
    source.onopen = () => {
      attempt = 0;
      watch();
      handlers.onState('live');
      if (interrupted) handlers.onResumed();
      interrupted = false;
    };
    source.onerror = lose;
    for (const name of names) {
      source.addEventListener(name, event => {
        watch();
        handlers.onEvent(name, JSON.parse((event as MessageEvent<string>).data) as ServerEvents[typeof name]);
      });
    }
  };

  handlers.onState('connecting');
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}
