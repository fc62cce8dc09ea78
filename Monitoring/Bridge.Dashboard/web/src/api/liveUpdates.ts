import type { QueryClient } from '@tanstack/react-query';
import type { TransferFilter } from './queries';
import type { Page, Paper, ServerEvents, TransferDetail, TransferRow } from './types';

/** The names under which views are kept. */
export const keys = {
  session: ['session'],
  overview: ['overview'],
  transfers: ['transfers'],
  transfer: (id: string) => ['transfer', id],
  holds: ['holds'],
  breakers: ['breakers'],
  history: ['history'],
  limits: ['limits'],
  papers: ['papers'],
  paper: (digest: string) => ['paper', digest],
  guardians: ['guardians'],
  chains: ['chains'],
  margin: ['margin'],
  audit: ['audit'],
} as const;

/** Nobody is signed in any more: what was shown is forgotten. The session's own view stays, because the page listens to it. */
export function forgetSession(views: QueryClient): void {
  views.setQueryData(keys.session, { signedIn: false });
  views.removeQueries({ predicate: query => query.queryKey[0] !== keys.session[0] });
}

/** Puts what the server says at once into the views that are shown: whole values replace values, so nothing flickers; the rest is read again. */
export function applyEvent<Name extends keyof ServerEvents>(views: QueryClient, name: Name, data: ServerEvents[Name]): void {
  switch (name) {
    case 'overview':
      views.setQueryData(keys.overview, data);
      break;
    case 'breakers':
      views.setQueryData(keys.breakers, data);
      void views.invalidateQueries({ queryKey: keys.history });
      break;
    case 'transfer': {
      const row = data as TransferRow;
      for (const { queryKey } of views.getQueryCache().findAll({ queryKey: keys.transfers })) {
        views.setQueryData<Page<TransferRow>>(queryKey, page => page && withRow(page, row, showsEverything(queryKey[1] as TransferFilter)));
      }

      if (views.getQueryData<TransferDetail>(keys.transfer(row.id))) void views.invalidateQueries({ queryKey: keys.transfer(row.id) });
      break;
    }
    case 'limits':
      void views.invalidateQueries({ queryKey: keys.limits });
      break;
    case 'holds':
      void views.invalidateQueries({ queryKey: keys.holds });
      break;
    case 'paper': {
      const paper = data as Paper;
      views.setQueryData(keys.paper(paper.digest), paper);
      void views.invalidateQueries({ queryKey: keys.papers });
      void views.invalidateQueries({ queryKey: keys.holds });
      void views.invalidateQueries({ queryKey: keys.limits });
      break;
    }
    case 'audit':
      void views.invalidateQueries({ queryKey: keys.audit });
      break;
    default:
      break;
  }
}

/** A row that is shown changes in its place. A new one is put first where everything is shown; elsewhere it may not belong to the filter and waits for the next reading. */
export function withRow(page: Page<TransferRow>, row: TransferRow, everything: boolean): Page<TransferRow> {
  const index = page.items.findIndex(item => item.id === row.id);
  if (index >= 0) return page.items[index]!.updatedAt > row.updatedAt ? page : { ...page, items: page.items.with(index, row) };
  // One that was locked before the newest that is shown is on an older page.
  const isNew = page.items.length === 0 || page.items[0]!.lockedAt <= row.lockedAt;
  return everything && isNew ? { ...page, items: [row, ...page.items] } : page;
}

const showsEverything = (filter: TransferFilter): boolean => Object.values(filter).every(value => value === '' || value === false);
