export interface Log {
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** One line per entry, UTC, as the other daemons write. */
export const consoleLog: Log = {
  info: (message) => write('info', message),
  warning: (message) => write('warn', message),
  error: (message) => write('crit', message),
};

function write(level: string, message: string): void {
  // What a node said goes into the log only in a form that it cannot shape.
  process.stdout.write(`${new Date().toISOString()} ${level}: Bridge.Witness ${message.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, 1_000)}\n`);
}
