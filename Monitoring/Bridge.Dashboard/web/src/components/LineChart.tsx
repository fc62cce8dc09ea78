import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useShownTheme } from '../app/theme';
import { timeTicks, valueTicks, wholeSteps } from '../format/ticks';
import { formatTime } from '../format/time';
import { TableFrame } from './TableFrame';

export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly style: 1 | 2 | 3;
}

interface LineChartProps {
  /** What the chart shows, in a sentence: for those who do not see it. */
  readonly summary: string;
  /** Unix seconds. */
  readonly at: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly max?: number;
  /** Whole numbers: the axis counts by ones, and a line goes up in steps. */
  readonly isCount?: boolean;
  readonly height?: number;
}

const dashes: Readonly<Record<Series['style'], number[]>> = { 1: [], 2: [7, 5], 3: [2, 4] };

/** Lines over time; told apart by dash as well as colour. The values under the pointer stand in words, and a table of them is one key away. */
export function LineChart({ summary, at, series, format, max, isCount = false, height = 200 }: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const theme = useShownTheme();
  const [index, setIndex] = useState<number | null>(null);
  const shape = JSON.stringify([series.map(line => [line.label, line.style]), max, isCount, height]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const colour = (name: string): string => resolve(element, name);
    const axis = { stroke: colour('--ink-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1, size: 4 }, font: '12px "Inter Variable", sans-serif' };
    const made = new uPlot({
      width: element.clientWidth, height,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low), max ?? Math.max(high * 1.08, 1)] } },
      axes: [
        { ...axis, space: 100, values: (_, splits) => timeTicks(splits) },
        { ...axis, size: 64, values: (_, splits) => valueTicks(splits, format), ...(isCount ? { incrs: [...wholeSteps], space: 18 } : {}) },
      ],
      series: [{}, ...series.map(line => ({ label: line.label, stroke: colour(`--series-${line.style}`), width: 2, dash: dashes[line.style], points: { show: false }, spanGaps: false, ...(isCount ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}) }))],
      hooks: { setCursor: [plot => setIndex(plot.cursor.idx ?? null)] },
    }, dataOf(at, series), element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
    // The lines themselves arrive below; a chart is made anew only when its shape or colours change, so that updates do not flicker.
  }, [shape, theme]);

  useEffect(() => chart.current?.setData(dataOf(at, series)), [at, series]);

  const shown = index ?? Math.max(0, series[0]!.values.findLastIndex(value => value !== null));
  return (
    <figure>
      <div className="chart-legend" aria-hidden="true">
        {series.map(line => <span key={line.label}><i className={`s${line.style}`} />{line.label} <span className="strong">{valueAt(line, shown, format)}</span></span>)}
        {at[shown] !== undefined && <span>{formatTime(new Date(at[shown] * 1000).toISOString())}</span>}
      </div>
      <div ref={frame} className="chart" role="img" aria-label={summary} />
      <details>
        <summary className="small muted">{summary} Show as a table</summary>
        <TableFrame>
          <table>
            <thead><tr><th scope="col">time</th>{series.map(line => <th key={line.label} scope="col" className="number">{line.label}</th>)}</tr></thead>
            <tbody>
              {sample(at).map(row => (
                <tr key={row}><th scope="row">{formatTime(new Date(at[row]! * 1000).toISOString())}</th>{series.map(line => <td key={line.label} className="number">{valueAt(line, row, format)}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      </details>
    </figure>
  );
}

const dataOf = (at: readonly number[], series: readonly Series[]): uPlot.AlignedData => [[...at], ...series.map(line => [...line.values])];

function valueAt(line: Series, index: number, format: (value: number) => string): string {
  const value = line.values[index];
  return value === null || value === undefined ? '–' : format(value);
}

/** At most sixteen rows, the last among them. */
function sample(at: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(at.length / 16));
  return at.map((_, index) => index).filter(index => (at.length - 1 - index) % step === 0);
}

/** A colour of the style sheet as the canvas takes it. */
function resolve(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = before;
  return colour;
}
