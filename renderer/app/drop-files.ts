// Files and folders dropped anywhere on the window are opened.

import type { Signal } from '@preact/signals';
import { type Disposable, disposable } from '../../shared/base/disposable';
import type { SourceRef } from '../../shared/contract/host';
import { carriesFiles, droppedSources } from '../host/dropped-files';

export function acceptDrops(
  dragging: Signal<boolean>,
  open: (sources: Promise<readonly SourceRef[]>) => void,
): Disposable {
  const ends = new AbortController();
  const listen = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void): void => {
    window.addEventListener(
      type,
      (event) => {
        if (!carriesFiles(event.dataTransfer)) return;
        event.preventDefault(); // else the browser leaves the page and shows the file itself
        handle(event);
      },
      { signal: ends.signal },
    );
  };
  listen('dragenter', () => {
    dragging.value = true;
  });
  listen('dragover', (event) => {
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    dragging.value = true;
  });
  listen('dragleave', (event) => {
    // Leaving an element for another one of the page is no end of the drag.
    if (event.relatedTarget === null) dragging.value = false;
  });
  listen('drop', (event) => {
    dragging.value = false;
    open(droppedSources(event.dataTransfer));
  });
  return disposable(() => ends.abort());
}
