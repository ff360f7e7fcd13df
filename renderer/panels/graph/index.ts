// Graphs and flame graphs of an open file.

export { FlamePanel } from './flame-panel';
export { GraphDetails } from './graph-details';
export { GraphPanel } from './graph-panel';
export { TopPanel } from './top-panel';
