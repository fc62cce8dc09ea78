import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backoff } from '../src/api/backoff';
import { openStream } from '../src/api/eventStream';
import { applyEvent, forgetSession, keys, withRow } from '../src/api/liveUpdates';
import { project } from '../src/pages/overview/forecast';
import { compareLimits, readLimits, startLimits } from '../src/pages/limits/limitText';
import { currentLevel, tightenPhrase } from '../src/pages/breakers/tighten';
import { readFilter, writeFilter } from '../src/pages/transfers/filter';
import type { Page, TransferRow } from '../src/api/types';
import { row, sourced } from './builders';

describe('live updates', () => {
  test('change a row in its place', () => {
    const page = { items: [row], next: null };
    expect(withRow(page, { ...row, state: 'Released', updatedAt: '2026-01-31T11:00:01.000Z' }, true).items.map(item => item.state)).toEqual(['Released']);
  });

  test('put a new row first where everything is shown, and nowhere else', () => {
    const views = new QueryClient();
    const everything = readFilter('');
    const filters = [everything, { ...everything, asset: 'WETH' }, { ...everything, waiting: true }, { ...everything, cursor: '17' }];
    for (const filter of filters) views.setQueryData([...keys.transfers, filter], { items: [row], next: null });
    applyEvent(views, 'transfer', { ...row, id: '1-2-999' });
    const shown = filters.map(filter => views.getQueryData<Page<TransferRow>>([...keys.transfers, filter])!.items.map(item => item.id));
    expect(shown).toEqual([['1-2-999', row.id], [row.id], [row.id], [row.id]]);
  });

  test('leave a row of an older page there', () => {
    const page = { items: [row], next: '17' };
    expect(withRow(page, { ...row, id: '1-2-3', lockedAt: '2020-01-31T10:00:00.000Z' }, true)).toBe(page);
  });

  test('never take a row back to what it was', () => {
    const page = { items: [{ ...row, state: 'Released' as const, updatedAt: '2026-01-31T11:00:05.000Z' }], next: null };
    expect(withRow(page, row, true)).toBe(page);
  });

  test('leave nothing of a session that has ended, and tell whoever listens to it', () => {
    const views = new QueryClient();
    views.setQueryData(keys.session, { signedIn: true });
    views.setQueryData(keys.overview, {});
    const listener = views.getQueryCache().find({ queryKey: keys.session });
    forgetSession(views);
    expect(views.getQueryData(keys.overview)).toBeUndefined();
    expect(views.getQueryCache().find({ queryKey: keys.session })).toBe(listener);
    expect(views.getQueryData(keys.session)).toEqual({ signedIn: false });
  });

  test('put whole values in the place of values', () => {
    const views = new QueryClient();
    applyEvent(views, 'breakers', { cells: [], proposals: [], foreign: [], delays: {}, sentinel: {} } as never);
    expect(views.getQueryData(keys.breakers)).toBeDefined();
  });
});

describe('the stream', () => {
  class FakeSource {
    static made: FakeSource[] = [];
    listeners = new Map<string, (event: { data: string }) => void>();
    onopen?: () => void;
    onerror?: () => void;
    isClosed = false;
    constructor() { FakeSource.made.push(this); }
    addEventListener(name: string, listener: (event: { data: string }) => void): void { this.listeners.set(name, listener); }
    close(): void { this.isClosed = true; }
  }

  const states: string[] = [];
  const events: unknown[] = [];
  let resumed = 0;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', FakeSource);
    FakeSource.made = [];
    states.length = events.length = resumed = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const open = () => openStream({ onState: state => states.push(state), onEvent: (name, data) => events.push([name, data]), onResumed: () => { resumed += 1; } });

  test('tells what it is told', () => {
    open();
    FakeSource.made[0]!.onopen!();
    FakeSource.made[0]!.listeners.get('tick')!({ data: '{"now":"2026-01-31T12:00:00.000Z"}' });
    expect(states).toEqual(['connecting', 'live']);
    expect(events).toEqual([['tick', { now: '2026-01-31T12:00:00.000Z' }]]);
    expect(resumed).toBe(0);
  });

  test('is lost after fifteen seconds of silence, comes back, and then says that something was missed', () => {
    open();
    FakeSource.made[0]!.onopen!();
    vi.advanceTimersByTime(15_000);
    expect(states.at(-1)).toBe('lost');
    expect(FakeSource.made[0]!.isClosed).toBe(true);
    vi.advanceTimersByTime(1_000);
    FakeSource.made[1]!.onopen!();
    expect(states.at(-1)).toBe('live');
    expect(resumed).toBe(1);
  });

  test('waits longer after each failure, and starts anew after a success', () => {
    open();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      FakeSource.made.at(-1)!.onerror!();
      const before = FakeSource.made.length;
      vi.advanceTimersByTime(750 * 2 ** attempt - 1);
      expect(FakeSource.made.length).toBe(before);
      vi.advanceTimersByTime(250 * 2 ** attempt + 1);
      expect(FakeSource.made.length).toBe(before + 1);
    }
  });

  test('does not come back once it was ended', () => {
    const end = open();
    end();
    FakeSource.made[0]!.onerror!();
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.made.length).toBe(1);
  });

  test('never waits longer than half a minute', () => expect(backoff(60, () => 0)).toBe(30_000));
});

describe('a forecast', () => {
  const recorded = { at: [100, 200], value: [40, 50] };
  test('goes on from the last value with what flows less what refills', () => {
    const drawn = project(recorded, { capacity: 1000, refillPerSecond: 1, outflowPerSecond: 3 }, 200, 120);
    expect(drawn.forecast.slice(0, 2)).toEqual([null, 50]);
    expect(drawn.forecast.at(-1)).toBeCloseTo(50 + 0.2 * 120);
    expect(drawn.at.length).toBe(drawn.used.length);
  });

  test('stays between nothing and all', () => {
    expect(project(recorded, { capacity: 10, refillPerSecond: 0, outflowPerSecond: 9 }, 200, 120).forecast.at(-1)).toBe(100);
    expect(project(recorded, { capacity: 10, refillPerSecond: 9, outflowPerSecond: 0 }, 200, 120).forecast.at(-1)).toBe(0);
  });

  test('is none where the limits or every value are not known', () => {
    expect(project(recorded, undefined, 200, 120).forecast).toEqual([null, null]);
    expect(project({ at: [100], value: [null] }, { capacity: 10, refillPerSecond: 1, outflowPerSecond: 1 }, 200, 120).forecast).toEqual([null]);
  });
});

describe('limits as they are typed', () => {
  const current = { maxRelease: '1000000', capacity: '5000000', refillPerSecond: '250000', holdThreshold: '18446744073709551615' };
  test('begin as the current ones', () => expect(readLimits(startLimits(current, 6), 6)).toEqual(current));
  test('are lower only when nothing grows', () => {
    expect(compareLimits(current, current)).toBe('same');
    expect(compareLimits(current, { ...current, capacity: '1' })).toBe('lower');
    expect(compareLimits(current, { ...current, capacity: '1', refillPerSecond: '250001' })).toBe('higher');
  });
  test('are none while a field is no amount', () => expect(readLimits({ ...startLimits(current, 6), capacity: 'much' }, 6)).toBeUndefined());
});

describe('tightening', () => {
  test('asks for the phrase that the server expects', () => {
    expect(tightenPhrase(4, 'everything', 'all')).toBe('stop everything on all');
    expect(tightenPhrase(2, 'USDC', 'evm')).toBe('slow USDC on evm');
  });
  test('counts from the lowest level that is meant', () => {
    const cell = { scopeKind: 'everything', scope: '0x', scopeName: 'everything', reason: null, by: null, since: null } as const;
    const cells = [{ ...cell, chain: 'evm' as const, level: sourced(3 as const, '') }, { ...cell, chain: 'solana' as const, level: sourced(1 as const, '') }];
    expect(currentLevel(cells, 'all', 'everything')).toBe(1);
    expect(currentLevel(cells, 'evm', 'everything')).toBe(3);
    expect(currentLevel(cells, 'evm', 'USDC')).toBe(0);
  });
});

describe('a filter', () => {
  test('comes back from the address bar as it was', () => {
    const filter = { query: '0xab & <b>', state: 'Held', lane: '1-2', asset: 'USDC', waiting: true, cursor: '' };
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });
});
