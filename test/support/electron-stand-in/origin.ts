// The HTTP origin that stands for app:// and trace://. Plain Chromium can neither navigate to nor fetch a scheme of our
// own, so each has a place on one loopback origin, behind which the handlers that main registered answer:
//   app://ghostlight/PATH -> http://127.0.0.1:PORT/PATH        trace://TOKEN/PATH -> http://127.0.0.1:PORT/__trace/TOKEN/PATH

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface Origin {
  readonly handlers: Map<string, SchemeHandler>;
  /** URL as main knows it -> URL that the page can load. Others stay. */
  toPage(url: string): string;
  /** The way back. */
  toMain(url: string): string;
  close(): Promise<void>;
}

const APP = 'app://ghostlight';
const TRACE_FOLDER = '/__trace/';

export async function startOrigin(): Promise<Origin> {
  const handlers = new Map<string, SchemeHandler>();
  const server = createServer(async (request, response) => {
    try {
      const url = toMain(`${base}${request.url}`);
      const handler = handlers.get(new URL(url).protocol.slice(0, -1));
      if (handler === undefined) return void response.writeHead(502).end();
      const headers = new Headers();
      if (request.headers.range !== undefined) headers.set('range', request.headers.range);
      const reply = await handler(new Request(url, { method: request.method, headers }));
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      if (reply.body === null) response.end();
      else await pipeline(Readable.fromWeb(reply.body as Parameters<typeof Readable.fromWeb>[0]), response);
    } catch {
      // The page went away, or the handler threw: either way there is nobody to answer.
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function toMain(url: string): string {
    if (!url.startsWith(`${base}/`)) return url;
    const path = url.slice(base.length);
    return path.startsWith(TRACE_FOLDER) ? `trace://${path.slice(TRACE_FOLDER.length)}` : `${APP}${path}`;
  }
  return {
    handlers,
    toMain,
    toPage(url) {
      if (url.startsWith(`${APP}/`)) return `${base}${url.slice(APP.length)}`;
      if (url.startsWith('trace://')) return `${base}${TRACE_FOLDER}${url.slice('trace://'.length)}`;
      return url;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Applies a change of URL to every string of a message, however deep; binary data is left as it is. */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}
