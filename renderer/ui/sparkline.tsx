// The course of a few numbers as a line; the numbers themselves stand beside it.

export interface SparklineProps {
  /** NaN where nothing is known: the line is broken there. */
  readonly values: readonly number[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Lowest value of the scale; the smallest of the values if absent. */
  readonly floor?: number;
  readonly className?: string;
}

const MARGIN_PX = 2;

export function Sparkline({ values, widthPx, heightPx, floor, className = '' }: SparklineProps) {
  const known = values.filter((value) => !Number.isNaN(value));
  const low = floor ?? Math.min(...known);
  const high = Math.max(...known);
  // What never changes is a line in the middle, whatever the scale.
  const flat = known.every((value) => value === known[0]);
  const stepPx = (widthPx - 2 * MARGIN_PX) / Math.max(1, values.length - 1);
  const scale = (heightPx - 2 * MARGIN_PX) / Math.max(1e-9, high - low);
  const point = (value: number, index: number): string => {
    const yPx = flat ? heightPx / 2 : heightPx - MARGIN_PX - (value - low) * scale;
    return `${(MARGIN_PX + index * stepPx).toFixed(1)} ${yPx.toFixed(1)}`;
  };
  let path = '';
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    path += `${index === 0 || Number.isNaN(values[index - 1]) ? 'M' : 'L'}${point(value, index)}`;
  });
  return (
    <svg
      className={`sparkline ${className}`}
      width={widthPx}
      height={heightPx}
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      aria-hidden="true"
    >
      {known.length > 1 && <path d={path} />}
    </svg>
  );
}
