import type { PaperState } from '../../api/types';
import type { Tone } from '../../components/Mark';

export const paperStates: Readonly<Record<PaperState, { readonly tone: Tone; readonly text: string }>> = {
  collecting: { tone: 'notice', text: 'collects signatures' },
  complete: { tone: 'notice', text: 'signed, not submitted' },
  scheduled: { tone: 'caution', text: 'scheduled' },
  ready: { tone: 'alert', text: 'ready to execute' },
  done: { tone: 'good', text: 'done' },
  vetoed: { tone: 'danger', text: 'vetoed' },
  expired: { tone: 'plain', text: 'expired' },
  overtaken: { tone: 'plain', text: 'closed: overtaken' },
  superseded: { tone: 'caution', text: 'closed: a newer paper was used' },
  withdrawn: { tone: 'plain', text: 'withdrawn' },
};
