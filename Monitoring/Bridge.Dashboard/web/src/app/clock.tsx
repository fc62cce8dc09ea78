import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const Now = createContext(Date.now());

let skew = 0;

/** Takes the server's word for the time: ages are measured by one clock. */
export function setServerTime(now: string): void {
  skew = Date.parse(now) - Date.now();
}

export const serverNow = (): number => Date.now() + skew;

/** One timer for every age and countdown on the page. */
export function ClockProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <Now value={now}>{children}</Now>;
}

/** The server's time in milliseconds, once a second. */
export const useNow = (): number => useContext(Now);
