// Goroutines of the context package. Contexts of the standard library need none; only a parent of another type costs one.

import type { Pattern } from '../pattern';

export const CONTEXT: readonly Pattern[] = [
  {
    id: 'context-custom-parent',
    match: { any: ['context.(*cancelCtx).propagateCancel.func*', 'context.propagateCancel.func*'] },
    level: 'INFO',
    raise: [
      { level: 'SUSPECT', count: 3, because: 'several contexts wait to be cancelled' },
      { level: 'SUSPECT', minutes: 'longWaitMinutes', because: 'not cancelled for long' },
    ],
    title: 'A context below a parent of a custom type waits to be cancelled',
    why: 'If the parent of WithCancel, WithTimeout or WithDeadline is a type of your own (or of a framework), a goroutine waits until parent or child is cancelled. Without a call of cancel it stays as long as the parent lives. The go statement shows where the context was made.',
    advice:
      'defer cancel() right after ctx, cancel := context.WithCancel(parent). A type of your own can embed context.Context, or offer AfterFunc(func()) func() bool (Go 1.21), and needs no goroutine then.',
    verify: 'go vet -lostcancel ./... finds calls whose cancel is not called on all paths.',
  },
  {
    id: 'context-after-func',
    match: { creator: ['context.(*afterFuncCtx).cancel*'] },
    level: 'INFO',
    title: 'A function of context.AfterFunc runs or waits',
    why: 'It was started because its context has ended. It should end soon.',
    advice: 'Do not block in it without a timeout: the context that started it is cancelled already.',
    verify: 'Take a second dump and compare the number.',
  },
];
