const WIDTH = 72;
const HEIGHT = 20;

/** The last values as a small line: decoration next to the numbers that report the same. */
export function Sparkline({
  points,
  tone: fixedTone,
}: {
  readonly points: readonly number[];
  /** Its own color, where gain and loss are already distinguished. */
  readonly tone?: 'line';
}) {
  if (points.length < 2)
    return <svg class="spark" width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  const low = Math.min(...points);
  const span = Math.max(...points) - low || 1;
  const path = points
    .map((value, index) => {
      const x = (index / (points.length - 1)) * (WIDTH - 3) + 1;
      const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
      return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
    })
    .join(' ');
  const tone = fixedTone ?? (points.at(-1)! >= points[0]! ? 'gain' : 'loss');
  return (
    <svg
      class={`spark ${tone}`}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <polyline points={path} fill="none" />
    </svg>
  );
}
