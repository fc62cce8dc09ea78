import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { setServerTime } from '../app/clock';
import { openStream, type StreamState } from './eventStream';
import { applyEvent, keys } from './liveUpdates';
import type { ServerEvents } from './types';

/** Keeps the views up to date while somebody is signed in. */
export function useEventStream(): StreamState {
  const views = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => openStream({
    onState: setState,
    onResumed: () => void views.invalidateQueries({ predicate: query => query.queryKey[0] !== keys.session[0] }),
    onEvent: (name, data) => {
      if (name === 'tick') setServerTime((data as ServerEvents['tick']).now);
      else if (name === 'signedOut') void views.invalidateQueries({ queryKey: keys.session });
      else applyEvent(views, name, data);
    },
  }), [views]);
  return state;
}
