/** A color of the style sheet as the canvas can use it. */
function colorOf(host: HTMLElement, name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A computed color with another opacity. */
export function withAlpha(color: string, alpha: number): string {
  const parts = color.match(/[\d.]+/g) ?? ['0', '0', '0'];
  return `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${alpha})`;
}

/** The colors of a plot, as a canvas can use them. */
export interface PlotColors {
  readonly line: string;
  readonly faint: string;
  readonly grid: string;
  readonly loss: string;
  readonly panel: string;
}

/** Reads the colors in force where a plot will be drawn. */
export function colorsOf(host: HTMLElement): PlotColors {
  return {
    line: colorOf(host, '--line'),
    faint: colorOf(host, '--ink-3'),
    grid: colorOf(host, '--rule'),
    loss: colorOf(host, '--loss'),
    panel: colorOf(host, '--panel'),
  };
}
