import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.js';

export interface HealthReport {
  readonly healthy: boolean;
  readonly problems: readonly string[];
  readonly chains: readonly { readonly chain: string; readonly height: string; readonly finalized: string | null; readonly caughtUp: boolean }[];
  readonly trips: readonly { readonly rule: string; readonly scope: string; readonly level: number; readonly evidence: string; readonly raised: readonly string[] }[];
}

/** GET /health: 200 when all is well, 503 otherwise, with the same body. GET /metrics: Prometheus. Nothing else, and nothing that changes anything. */
export async function serve(listen: { readonly host: string; readonly port: number }, health: () => HealthReport, metrics: Metrics): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET') answer(405, 'text/plain', 'GET only\n');
    else if (request.url === '/health') {
      const report = health();
      answer(report.healthy ? 200 : 503, 'application/json', JSON.stringify(report));
    } else if (request.url === '/metrics') {
      metrics.registry.metrics().then((text) => answer(200, metrics.registry.contentType, text), () => answer(500, 'text/plain', 'metrics cannot be written\n'));
    } else answer(404, 'text/plain', 'there are /health and /metrics\n');
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve));
  return server;
}
