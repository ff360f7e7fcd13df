// The served page: the built renderer and the opened files over HTTP on 127.0.0.1.
//
// Who may read: whoever has the URL. It carries a random token as its first folder; everything else is 404. Another web
// page cannot reach in: it does not know the token, no CORS header is ever sent, and the Host header must name this
// machine's loopback (a foreign name that resolves to 127.0.0.1 is refused). Paths are looked up in a list that was made
// at the start, never taken from the request.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../../shared/base/result';
import type { SourceRef } from '../../shared/contract/host';
import { rangeReply } from './byte-range';
import { type FileSource, findFile, readSlice } from './file-source';
import { SECURITY_HEADERS } from './security-headers';
import type { StaticFiles } from './static-files';

/** Fixed, because a browser keeps IndexedDB per origin, port included: the indexes are found again next time. */
export const DEFAULT_PORT = 7117;
/** Ports tried after the default one. */
const PORTS_TRIED = 20;

export interface PageServerOptions {
  readonly page: StaticFiles;
  readonly files: readonly FileSource[];
  /** Absent: DEFAULT_PORT or the next free one. 0: any free one. Otherwise that one or nothing. */
  readonly port?: number;
}

export interface PageServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Starts to serve. Fails with a sentence when the port is taken. */
export async function startPageServer(options: PageServerOptions): Promise<Result<PageServer>> {
  const token = randomBytes(24).toString('base64url');
  const expected = digest(token);
  const server = createServer((request, response) => {
    answer(request, response, options, expected).catch(() => response.destroy());
  });
  const wanted = options.port ?? DEFAULT_PORT;
  const last = options.port === undefined ? wanted + PORTS_TRIED : wanted;
  for (let port = wanted; port <= last; port++) {
    const error = await listen(server, port);
    if (error === undefined) break;
    if (error !== 'EADDRINUSE' || port === last) return fail(portErrorText(error, wanted, last));
  }
  const { port } = server.address() as AddressInfo;
  return ok({
    url: `http://127.0.0.1:${port}/${token}/`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function portErrorText(code: string, first: number, last: number): string {
  const ports = first === last ? `port ${first}` : `ports ${first} to ${last}`;
  return code === 'EADDRINUSE' ? `${ports}: in use` : `${ports}: ${code}`;
}

/** Code of the error that kept the server from listening, or undefined. */
function listen(server: Server, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', onError);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', onError);
      resolve(undefined);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageServerOptions,
  expectedToken: Buffer,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  const port = request.socket.localPort;
  if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`) {
    return end(response, 403, `This page is served as 127.0.0.1:${port} and under no other name.\n`);
  }
  const [path = ''] = (request.url ?? '').split('?', 1);
  const [, token = '', inner] = /^\/([^/]*)\/(.*)$/.exec(path) ?? [];
  // Digests have one length, so that the comparison takes the same time for every guess.
  if (inner === undefined || !timingSafeEqual(digest(token), expectedToken)) return end(response, 404, 'Not found.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return end(response, 405, 'Only GET and HEAD.\n');
  }
  if (inner === 'sources') {
    const sources = await Promise.all(options.files.map(listed));
    return send(request, response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(sources)));
  }
  const source = /^source\/(\d{1,9})$/.exec(inner);
  if (source !== null) return sendSource(request, response, options.files[Number(source[1])]);
  const file = options.page.get(inner === '' ? 'index.html' : inner);
  if (file === undefined) return end(response, 404, 'Not found.\n');
  return send(request, response, file.type, file.bytes);
}

/** A source as the page is told of it, with its size now: it may have grown since the start. A lost one keeps its place. */
async function listed(file: FileSource, index: number): Promise<SourceRef> {
  const found = await findFile(file.path);
  const { size, modifiedMs } = found.ok ? found.value : file;
  return { name: file.name, size, url: `source/${index}`, modifiedMs };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function send(request: IncomingMessage, response: ServerResponse, type: string, bytes: Uint8Array): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length });
  if (request.method === 'HEAD') response.end();
  else response.end(bytes);
}

async function sendSource(
  request: IncomingMessage,
  response: ServerResponse,
  file: FileSource | undefined,
): Promise<void> {
  if (file === undefined) return end(response, 404, 'Not found.\n');
  // Looked up again: the file may have grown, or gone, since the start.
  const found = await findFile(file.path);
  if (!found.ok) return end(response, 410, `${found.error}\n`);
  const reply = rangeReply(request.headers.range, found.value.size);
  response.writeHead(reply.status, reply.headers);
  if (request.method === 'HEAD' || reply.from === reply.to) return void response.end();
  await pipeline(Readable.from(readSlice(file.path, reply), { objectMode: false }), response);
}
