import type { DeploymentInfo, Paper } from '../../api/types';
import { describe } from '../../paper/describe';
import { PaperError } from '../../paper/fields';

/** What a paper means in one sentence, made here from its fields. */
export function sentenceOf(deployment: DeploymentInfo, paper: Pick<Paper, 'action' | 'fields'>): string {
  try {
    return describe(deployment, paper.action, paper.fields).sentence;
  } catch (e) {
    if (e instanceof PaperError) return `not a paper: ${e.message}`;
    throw e;
  }
}
