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

  function stop(): void {
    end?.();
    remote = undefined;
    underWay = 0;
  }

  return {
    async place(graph, direction, view) {
      const asked = remote ?? start();
      remote = asked;
      underWay++;
      try {
        return await asked.place(graph, direction, view);
      } catch (error) {
        // Graphviz is not to be used again after it failed.
        if (remote === asked) stop();
        throw error;
      } finally {
        if (remote === asked) underWay--;
      }
    },
    cancel() {
      // A worker that has nothing to do keeps its compiled Graphviz for the next graph.
      if (underWay > 0) stop();
    },
    dispose: stop,
  };
}
