// Stands before the served page and lets trace files through slowly, as a remote host does, so that there is time to
// look at the progress and to cancel.

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Served } from './served-page';

const CHUNK_BYTES = 16 * 1024;

/** The same page at another address; files arrive with about `bytesPerSecond`. */
export async function slowDown(served: Served, bytesPerSecond: number): Promise<Served> {
  const target = new URL(served.url);
  const pauseMs = (CHUNK_BYTES / bytesPerSecond) * 1000;
  const server = createServer((incoming, outgoing) => {
    const upstream = request(
      {
        host: target.hostname,
        port: target.port,
        path: incoming.url,
        headers: { ...incoming.headers, host: target.host },
      },
      async (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        const slow = incoming.url?.includes('/source/') === true;
        try {
          for await (const bytes of reply as AsyncIterable<Buffer>) {
            for (let from = 0; from < bytes.length && !outgoing.destroyed; from += CHUNK_BYTES) {
              outgoing.write(bytes.subarray(from, from + CHUNK_BYTES));
              if (slow) await new Promise((resolve) => setTimeout(resolve, pauseMs));
            }
          }
          outgoing.end();
        } catch (error) {
          outgoing.destroy(error instanceof Error ? error : undefined);
        }
      },
    );
    upstream.on('error', (error) => outgoing.destroy(error));
    outgoing.on('close', () => upstream.destroy());
    upstream.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await served.close();
    },
  };
}
