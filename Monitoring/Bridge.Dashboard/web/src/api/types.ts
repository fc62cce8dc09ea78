// Everything the dashboard's server and its page agree on.
export * from './base';
export * from './limits';
export * from './overview';
export * from './papers';
export * from './session';
export * from './transfers';
