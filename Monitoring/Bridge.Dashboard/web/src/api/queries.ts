import { queryOptions } from '@tanstack/react-query';
import { get, pathWith } from './client';
import { keys } from './liveUpdates';
import type {
  AuditEntry, BreakersView, ChainsView, FlowSeries, ForeignEnd, GuardiansView, HoldsView, LevelChange, LimitChange, LimitsView, MarginView, Overview, Page, Paper, SampleSeries,
  TransferDetail, TransferRow, UserRow,
} from './types';

// What the stream brings is read again now and then as well, in case a message was lost; what it does not bring, every few seconds.
const streamed = { refetchInterval: 30_000 };
const polled = { refetchInterval: 5_000 };

export const overviewQuery = queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => get<Overview>('/api/overview', signal), ...streamed });
export const breakersQuery = queryOptions({ queryKey: keys.breakers, queryFn: ({ signal }) => get<BreakersView>('/api/breakers', signal), ...streamed });
export const holdsQuery = queryOptions({ queryKey: keys.holds, queryFn: ({ signal }) => get<HoldsView>('/api/holds', signal), refetchInterval: 10_000 });
export const limitsQuery = queryOptions({ queryKey: keys.limits, queryFn: ({ signal }) => get<LimitsView>('/api/limits', signal), ...polled });
export const guardiansQuery = queryOptions({ queryKey: keys.guardians, queryFn: ({ signal }) => get<GuardiansView>('/api/guardians', signal), ...polled });
export const chainsQuery = queryOptions({ queryKey: keys.chains, queryFn: ({ signal }) => get<ChainsView>('/api/chains', signal), ...polled });
export const marginQuery = queryOptions({ queryKey: keys.margin, queryFn: ({ signal }) => get<MarginView>('/api/margin', signal), refetchInterval: 15_000 });
export const usersQuery = queryOptions({ queryKey: ['users'], queryFn: ({ signal }) => get<UserRow[]>('/api/users', signal), ...polled });

export interface TransferFilter {
  readonly query: string;
  readonly state: string;
  readonly lane: string;
  readonly asset: string;
  readonly waiting: boolean;
  readonly cursor: string;
}

export const transfersQuery = (filter: TransferFilter) =>
  queryOptions({ queryKey: [...keys.transfers, filter], queryFn: ({ signal }) => get<Page<TransferRow>>(pathWith('/api/transfers', { ...filter, limit: 50 }), signal), refetchInterval: 10_000, placeholderData: previous => previous });

export const transferQuery = (id: string) => queryOptions({ queryKey: keys.transfer(id), queryFn: ({ signal }) => get<TransferDetail>(`/api/transfers/${encodeURIComponent(id)}`, signal), ...polled });

export const historyQuery = (cursor: string) =>
  queryOptions({ queryKey: [...keys.history, cursor], queryFn: ({ signal }) => get<Page<LevelChange>>(pathWith('/api/breakers/history', { cursor, limit: 25 }), signal), ...streamed });

export const limitHistoryQuery = (cursor: string) =>
  queryOptions({ queryKey: [...keys.limits, 'history', cursor], queryFn: ({ signal }) => get<Page<LimitChange>>(pathWith('/api/limits/history', { cursor, limit: 25 }), signal), ...polled });

export const foreignHistoryQuery = (action: string, cursor: string) =>
  queryOptions({ queryKey: [...keys.history, 'foreign', action, cursor], queryFn: ({ signal }) => get<Page<ForeignEnd>>(pathWith('/api/proposals/history', { action, cursor, limit: 25 }), signal), ...streamed });

export const papersQuery = (state: string, cursor: string) =>
  queryOptions({ queryKey: [...keys.papers, state, cursor], queryFn: ({ signal }) => get<Page<Paper>>(pathWith('/api/papers', { state, cursor }), signal), ...streamed });

export const paperQuery = (digest: string) => queryOptions({ queryKey: keys.paper(digest), queryFn: ({ signal }) => get<Paper>(`/api/papers/${encodeURIComponent(digest)}`, signal), ...polled });

export const auditQuery = (cursor: string) =>
  queryOptions({ queryKey: [...keys.audit, cursor], queryFn: ({ signal }) => get<Page<AuditEntry>>(pathWith('/api/audit', { cursor, limit: 50 }), signal), ...streamed });

export const flowsQuery = (lane: string, asset: string, hours: number) =>
  queryOptions({ queryKey: ['flows', lane, asset, hours], queryFn: ({ signal }) => get<FlowSeries>(pathWith('/api/flows', { lane, asset, hours }), signal), refetchInterval: 15_000 });

export const samplesQuery = (name: string, hours: number) =>
  queryOptions({ queryKey: ['samples', name, hours], queryFn: ({ signal }) => get<SampleSeries>(pathWith('/api/samples', { name, hours }), signal), refetchInterval: 15_000 });
