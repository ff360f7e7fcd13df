// Asks for something again and again and keeps only the answer to the last question.

/** Starts a question; the answer of an earlier one that is still on its way is dropped. */
export type Ask = <T>(ask: () => Promise<T>, onAnswer: (answer: T) => void) => void;

export interface Latest extends Ask {
  /**
   * The same question once more, because its answer may have changed. It waits for the answer that is on its way: while a
   * file is read it changes faster than a slow question is answered, and each dropping the one before would show nothing.
   */
  readonly again: Ask;
  cancel(): void;
}

/** `onFault` receives what a question threw, unless a newer one was asked meanwhile. */
export function createLatest(onFault: (error: unknown) => void): Latest {
  let newest = 0;
  let underWay = false;
  let waiting: (() => void) | undefined;

  const ask: Ask = (question, onAnswer) => {
    const mine = ++newest;
    underWay = true;
    waiting = undefined;
    const settled = (use: () => void): void => {
      if (mine !== newest) return;
      underWay = false;
      const next = waiting;
      use();
      // Whoever took the answer may have asked something else: that question is newer than the one that waits.
      if (mine === newest) next?.();
    };
    question().then(
      (answer) => settled(() => onAnswer(answer)),
      (error: unknown) => settled(() => onFault(error)),
    );
  };
  return Object.assign(ask, {
    again<T>(question: () => Promise<T>, onAnswer: (answer: T) => void): void {
      if (underWay) waiting = () => ask(question, onAnswer);
      else ask(question, onAnswer);
    },
    cancel() {
      newest++;
      underWay = false;
      waiting = undefined;
    },
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
