const paths = {
  overview: 'M2 2h5v6H2zM9 2h5v3H9zM9 7h5v7H9zM2 10h5v4H2z',
  transfers: 'M2 5h11M10 2l3 3-3 3M14 11H3m3-3-3 3 3 3',
  holds: 'M5 2v12M11 2v12',
  breakers: 'M8 1v6M4.2 3.4a6 6 0 1 0 7.6 0',
  limits: 'M2 13a6 6 0 1 1 12 0M8 13l3-5',
  guardians: 'M8 1.5 13.5 4v4c0 3.4-2.4 5.6-5.5 6.5C4.9 13.6 2.5 11.4 2.5 8V4z',
  chains: 'M6.5 9.5l3-3M5 7 3.3 8.7a2.8 2.8 0 0 0 4 4L9 11m-2-6 1.7-1.7a2.8 2.8 0 0 1 4 4L11 9',
  margin: 'M2 14V9h3v5zM6.5 14V5h3v9zM11 14V2h3v12z',
  papers: 'M4 1.5h5.5L13 5v9.5H4zM9 1.5V5h4M6 8h5M6 11h5',
  audit: 'M3 2h10v12H3zM5.5 5h5M5.5 8h5M5.5 11h3',
  users: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14.5c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5',
  public: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM1.5 8h13M8 1.5c-4 4-4 9 0 13 4-4 4-9 0-13z',
  menu: 'M2 4h12M2 8h12M2 12h12',
  close: 'M3 3l10 10M13 3 3 13',
  copy: 'M5.5 5.5v-4h9v9h-4M1.5 5.5h9v9h-9z',
  check: 'M2.5 8.5 6 12l7.5-8',
  warning: 'M8 1.5 15 14H1zM8 6v4M8 11.6v.9',
  stop: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.5v4.5M8 10.6v.9',
  info: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 7v4.5M8 4.4v.9',
  download: 'M8 1.5v8.5M4.5 7 8 10.5 11.5 7M2 13.5h12',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside a word; never the only sign of anything. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d={paths[name]} />
    </svg>
  );
}
