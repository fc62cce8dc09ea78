// Runs one Solana node (surfpool: the real SVM with JSON-RPC and WebSocket) inside this process.
//
//   node surfpool.mjs [--slot-ms N] [--airdrop ADDRESS[=LAMPORTS]]...
//
// Prints one JSON line on standard output once the node answers: {"rpcUrl","wsUrl","pid"}. The ports are chosen by the node.
// The process ends when its standard input closes, so a parent that is killed leaves no orphan behind.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const drainIntervalMs = 50; // the node's event channel holds 1,024 entries; when it is full, block production and every call hang
const defaultLamports = 100_000_000_000;

const { values } = parseArgs({
  options: {
    'slot-ms': { type: 'string', default: '50' },
    airdrop: { type: 'string', multiple: true, default: [] },
  },
});

const slotTimeMs = Number(values['slot-ms']);
if (!Number.isInteger(slotTimeMs) || slotTimeMs < 5 || slotTimeMs > 60_000) {
  fail(`--slot-ms should be a whole number from 5 to 60000 and is "${values['slot-ms']}"`);
}

const airdrops = values.airdrop.map((text) => {
  const [address, amount = String(defaultLamports)] = text.split('=');
  const lamports = Number(amount);
  if (!/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(address)) fail(`--airdrop should name a base58 address and is "${text}"`);
  if (!Number.isSafeInteger(lamports) || lamports <= 0) fail(`--airdrop should give whole lamports and is "${text}"`);
  return { address, lamports };
});

const { Surfnet } = createRequire(import.meta.url)('@solana/surfpool-linux-x64-gnu');

// No remote URL, ever: with one the node waits for the internet before it starts.
const node = Surfnet.startWithConfig({ offline: true, blockProductionMode: 'clock', slotTimeMs });
const drain = setInterval(() => node.drainEvents(), drainIntervalMs);
for (const { address, lamports } of airdrops) node.fundSol(address, lamports);

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);
process.stdout.on('error', stop);
process.stdout.write(`${JSON.stringify({ rpcUrl: node.rpcUrl, wsUrl: node.wsUrl, pid: process.pid })}\n`);

function stop() {
  clearInterval(drain);
  try {
    node.stop();
  } finally {
    process.exit(0);
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
