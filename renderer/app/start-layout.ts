// The worker that places graphs: started when the first graph is asked for, ended and started anew when a question is dropped.

import { releaseProxy, wrap } from 'comlink';
import type { LayoutApi } from '../../shared/contract/graph-api';
import type { Layout } from '../models/graph-work';

export function createLayout(): Layout {
  let end: (() => void) | undefined;
  let remote: LayoutApi | undefined;
  let underWay = 0;

  function start(): LayoutApi {
    const worker = new Worker(new URL('../worker/layout.worker.ts', import.meta.url), { type: 'module' });
    const wrapped = wrap<LayoutApi>(worker);
    end = () => {
      wrapped[releaseProxy]();
      worker.terminate();
    };
    return { place: (graph, direction, view) => wrapped.place(graph, direction, view) };
  }

  return {
    async place(graph, direction, view) {
      remote ??= start();
      underWay++;
      try {
        return await remote.place(graph, direction, view);
      } finally {
        underWay--;
      }
    },
    cancel() {
      // A worker that has nothing to do keeps its compiled Graphviz for the next graph.
      if (underWay === 0) return;
      end?.();
      remote = undefined;
      underWay = 0;
    },
    dispose() {
      end?.();
      remote = undefined;
    },
  };
}
