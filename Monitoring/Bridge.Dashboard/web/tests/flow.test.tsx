import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { LaneFlow, Level } from '../src/api/types';
import { ForecastWords } from '../src/pages/overview/ForecastWords';
import { sourced } from './builders';

const limits = { maxRelease: '100', capacity: '1000', refillPerSecond: '1', holdThreshold: '100', available: '1000', usedPercent: 0 };

const words = (levelInForce: Level | null, stoppedByGuardians = false): string => renderToStaticMarkup(<ForecastWords
  flow={{ limits: sourced(limits, '2026-01-31T12:00:00Z'), levelInForce, stoppedByGuardians, forecast: { exhaustedAt: null, waitingFitsAt: null } } as unknown as LaneFlow}
/>).replace(/<[^>]*>/g, '');

test('the level decides before the bucket does', () => {
  expect(words(0)).toBe('refill keeps up');
  expect(words(3)).toBe('each waits for two officers');
  expect(words(4)).toBe('stopped: nothing is released');
  expect(words(5)).toBe('stopped: nothing is released');
  expect(words(0, true)).toBe('stopped by guardians: nothing is signed');
});
