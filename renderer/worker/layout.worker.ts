// Entry of the worker that places graphs. Graphviz is one long call: the page ends the worker when it does not want to wait.

import { Graphviz } from '@hpcc-js/wasm-graphviz';
import * as Comlink from 'comlink';
import type { LayoutApi } from '../../shared/contract/graph-api';
import { placeBest, placingFailed } from '../../shared/query/graph/graphviz';

// 0.8 MB of WebAssembly: compiled while the graph is still being built elsewhere.
const loading = Graphviz.load();

const api: LayoutApi = {
  async place(graph, direction, view) {
    const graphviz = await loading;
    try {
      return placeBest(graph, direction, view, (dot) => graphviz.layout(dot, 'json', 'dot'));
    } catch {
      throw new Error(placingFailed(graph));
    }
  },
};

Comlink.expose(api);
