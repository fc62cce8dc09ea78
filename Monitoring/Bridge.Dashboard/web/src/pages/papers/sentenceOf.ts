import type { DeploymentInfo, Paper } from '../../api/types';
import { vetoMeaning } from '../../paper/changes';
import { describe } from '../../paper/describe';
import { PaperError } from '../../paper/fields';

/** What a paper means in one sentence, made here from its fields; of a veto, what it ends. */
export function sentenceOf(deployment: DeploymentInfo, paper: Pick<Paper, 'action' | 'fields' | 'ends'>): string {
  try {
    const own = describe(deployment, paper.action, paper.fields).sentence;
    const ends = vetoMeaning(deployment, paper);
    return ends ? `veto: ${ends.sentence}` : own;
  } catch (e) {
    if (e instanceof PaperError) return `not a paper: ${e.message}`;
    throw e;
  }
}
