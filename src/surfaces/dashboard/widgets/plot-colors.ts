/** Returns a style sheet color in a form that a canvas accepts. */
function colorOf(host: HTMLElement, name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Returns a computed color with another opacity. */
export function withAlpha(color: string, alpha: number): string {
  const parts = color.match(/[\d.]+/g) ?? ['0', '0', '0'];
  return `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${alpha})`;
}

/** Colors of a plot, in a form that a canvas accepts. */
export interface PlotColors {
  readonly line: string;
  readonly faint: string;
  readonly grid: string;
  readonly loss: string;
  readonly panel: string;
}

/** Reads the colors that apply at the plot's element. */
export function colorsOf(host: HTMLElement): PlotColors {
  return {
    line: colorOf(host, '--line'),
    faint: colorOf(host, '--ink-3'),
    grid: colorOf(host, '--rule'),
    loss: colorOf(host, '--loss'),
    panel: colorOf(host, '--panel'),
  };
}
