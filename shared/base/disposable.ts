// Whatever must be undone is returned as a Disposable.

export interface Disposable {
  dispose(): void;
}

export const disposable = (dispose: () => void): Disposable => ({ dispose });

export function disposeAll(items: readonly Disposable[]): void {
  for (const item of items) item.dispose();
}
