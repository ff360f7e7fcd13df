// What a flame graph's picture says of itself.

import type { GraphModel } from './graph-model';

/** Lines for the caption: what of which file, and how it was filtered. */
export function weightCaption({ caption, shownSource, settings, flameSettings }: GraphModel): readonly string[] {
  const shown = shownSource.peek();
  const rules = Object.entries(settings.peek().expressions).flatMap(([name, text]) =>
    text ? [`${name}: ${text}`] : [],
  );
  const { order, around } = flameSettings.peek();
  const way = [shown?.label ?? '', order === 'time' && shown?.timed === true ? 'in order of time' : ''];
  return [
    ...caption(),
    [...way, ...(around === undefined ? [] : [`around ${around}`])].filter((part) => part !== '').join(', '),
    ...(rules.length > 0 ? [rules.join(' · ')] : []),
  ];
}
