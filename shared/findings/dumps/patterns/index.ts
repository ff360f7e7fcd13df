// The catalogue in its order: the first row that fits is taken, so what knows more stands before what knows less.

import type { Pattern } from '../pattern';
import { BACKGROUND, RUNTIME, TESTING } from './background';
import { CERTAIN } from './certain';
import { CHANNELS } from './channels';
import { CONTEXT } from './context';
import { CREATED_BY, LAST } from './created-by';
import { DATABASE } from './database';
import { HTTP } from './http';
import { LOCKS } from './locks';
import { TIME_IO } from './time-io-syscalls';

export const CATALOGUE: readonly Pattern[] = [
  ...CERTAIN,
  ...TESTING,
  ...RUNTIME,
  ...DATABASE,
  ...CONTEXT,
  ...HTTP,
  ...BACKGROUND,
  ...CREATED_BY,
  ...LOCKS,
  ...TIME_IO,
  ...CHANNELS,
  ...LAST,
];
