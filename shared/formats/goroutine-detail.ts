// All that the text of one goroutine says.

export { readGoroutineText } from './goroutine-text/detail';
