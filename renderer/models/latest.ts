// Asks for something again and again and keeps only the answer to the last question.

/** Starts a question; the answer of an earlier one that is still on its way is dropped. */
export type Latest = <T>(ask: () => Promise<T>, onAnswer: (answer: T) => void) => void;

/** `onFault` receives what a question threw, unless a newer one was asked meanwhile. */
export function createLatest(onFault: (error: unknown) => void): Latest & { cancel(): void } {
  let newest = 0;
  const ask = <T>(question: () => Promise<T>, onAnswer: (answer: T) => void): void => {
    const mine = ++newest;
    question().then(
      (answer) => {
        if (mine === newest) onAnswer(answer);
      },
      (error: unknown) => {
        if (mine === newest) onFault(error);
      },
    );
  };
  return Object.assign(ask, {
    cancel() {
      newest++;
    },
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
