import { parseArgs } from 'node:util';
import { bytesToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { BreakerDesk } from './breaker/desk.js';
import { EvmBreaker } from './breaker/evmBreaker.js';
import { readSecret } from './breaker/keys.js';
import { SolanaBreaker } from './breaker/solanaBreaker.js';
import { BadConfiguration } from './deployment.js';
import { EvmChain } from './evm/evmChain.js';
import { EvmSource } from './evm/evmSource.js';
import { Ledger } from './ledger/ledger.js';
import { LedgerDamaged } from './ledger/journal.js';
import { MalformedBytes } from './protocol/bytes.js';
import { Alarms } from './service/alarms.js';
import { consoleLog } from './service/log.js';
import { Metrics } from './service/metrics.js';
import { loadOptions, type WitnessOptions } from './service/options.js';
import { serve } from './service/server.js';
import { Witness } from './service/witness.js';
import { SolanaChain } from './solana/solanaChain.js';
import { SolanaSource } from './solana/solanaSource.js';

const usage = 'witness --config FILE: watches a bridge and trips its breakers; README.md says what the file holds';
const now = () => Date.now();

function build(options: WitnessOptions): { witness: Witness; ledger: Ledger; metrics: Metrics } {
  const { deployment } = options;
  const [metrics, alarms] = [new Metrics(), new Alarms()];
  const account = privateKeyToAccount(bytesToHex(readSecret(options.sentinelKey)));
  const feeSecret = readSecret(options.solanaFeeKey);
  const quorum = (chain: string) => ({
    quorum: options.quorum, timeoutMs: options.timeoutMs, onFailure: (source: string, failure: string) => metrics.sourceFailures.inc({ chain, source, failure }), now,
  });
  const evm = new EvmChain(deployment, options.evmUrls.map((url, i) => new EvmSource(`${i + 1}`, url, deployment, options.timeoutMs)), {
    ...quorum('evm'), blocksPerLook: options.blocksPerLook, oldestHeadSeconds: options.evmOldestHead,
  });
  const solana = new SolanaChain(deployment, options.solanaUrls.map((url, i) => new SolanaSource(`${i + 1}`, url)), { ...quorum('solana'), oldestHeadSeconds: options.solanaOldestHead });
  const breakers = [
    new EvmBreaker(deployment, account, options.evmUrls, options.timeoutMs, now),
    new SolanaBreaker(deployment, account, feeSecret, options.solanaUrls, options.timeoutMs, now),
  ];
  const ledger = Ledger.open(options.ledger, deployment.bridge);
  if (ledger.dropped > 0) consoleLog.warning(`an unfinished line of ${ledger.dropped} bytes was dropped from the ledger: a crash while it was written`);
  const desk = new BreakerDesk(ledger, breakers, alarms, metrics, consoleLog, now);
  consoleLog.info(`witness of bridge ${deployment.bridge} is sentinel ${account.address}, ${ledger.facts} facts known, ${options.quorum} of ${options.evmUrls.length} and ${options.solanaUrls.length} sources have to agree`);
  return { witness: new Witness({ deployment, ledger, solana, evm, breakers, desk, alarms, metrics, log: consoleLog, now }), ledger, metrics };
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean', default: false } } });
  if (values.help || values.config === undefined) {
    process.stdout.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const options = loadOptions(values.config);
  const { witness, ledger, metrics } = build(options);
  const server = await serve(options, () => witness.health(), metrics);
  let stopping = false;
  const stop = () => void (stopping = true);
  process.once('SIGTERM', stop).once('SIGINT', stop);
  while (!stopping) {
    await witness.step();
    await new Promise((resolve) => setTimeout(resolve, options.pollMs));
  }
  server.close();
  server.closeAllConnections();
  ledger.close();
}

run().catch((error: unknown) => {
  // A wrong setting is told in words. Anything else is a fault in this program: whoever runs it starts it again, and the ledger is as it was.
  if (error instanceof BadConfiguration || error instanceof LedgerDamaged || error instanceof MalformedBytes || (error as NodeJS.ErrnoException).code === 'EADDRINUSE') process.stderr.write(`error: ${(error as Error).message}\n`);
  else process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
