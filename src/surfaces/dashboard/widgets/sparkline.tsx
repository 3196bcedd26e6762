const WIDTH = 72;
const HEIGHT = 20;

/** The last prices as a small line; decoration beside the numbers that say the same. */
export function Sparkline({ points }: { readonly points: readonly number[] }) {
  if (points.length < 2)
    return <svg class="spark" width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  const low = Math.min(...points);
  const span = Math.max(...points) - low || 1;
  const path = points
    .map((value, index) => {
      const x = (index / (points.length - 1)) * (WIDTH - 3) + 1;
      const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  const tone = points.at(-1)! >= points[0]! ? 'gain' : 'loss';
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
