// Gives the keyboard to what the shown view is about: its list, tree, graph or timeline.

/** Of all that takes keys in the view, the largest: tools above it and handles beside it are smaller. Does nothing in a page without a view. */
export function focusView(): void {
  const area = (element: Element): number => {
    const { width, height } = element.getBoundingClientRect();
    return width * height;
  };
  const found = [...document.querySelectorAll('main [tabindex="0"]')].filter(
    (element) => !element.matches('button, pre, [role="separator"]'),
  );
  const largest = found.reduce<Element | undefined>(
    (best, element) => (best === undefined || area(element) > area(best) ? element : best),
    undefined,
  );
  if (largest instanceof HTMLElement || largest instanceof SVGElement) largest.focus();
}

/** Shows the view of a place in the list at the left, from 1 on; does nothing where there are fewer. */
export function showViewAt(place: number): void {
  document.querySelector<HTMLButtonElement>(`.rail [aria-keyshortcuts="${place}"]`)?.click();
}
