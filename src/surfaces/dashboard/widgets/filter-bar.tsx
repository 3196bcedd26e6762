/** One filter as a chip: `Name: value`. */
export interface FilterChip {
  readonly name: string;
  readonly value: string;
  /** Whether it filters more than by default. */
  readonly isSet: boolean;
  /** The values that can be chosen; the empty one stands for all. */
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

/** Filters of a list; the page address stores them. */
export interface FilterBarProps {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly chips: readonly FilterChip[];
  /** Number of matching rows, as text. */
  readonly count: string;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  /** The matching rows as CSV. */
  readonly csv: { readonly name: string; readonly make: () => string };
}

/** Shows search, chips, count, clear, and a CSV download of the same rows. */
export function FilterBar(props: FilterBarProps) {
  const { label, placeholder, text, onText, chips, count, isFiltered, onClear, csv } = props;
  return (
    <div class="filter-bar" role="search" aria-label={label}>
      <input
        type="search"
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {chips.map(({ name, value, isSet, options, onChange }) => (
        <label key={name} class={`filter-chip ${isSet ? 'on' : ''}`}>
          <span>{name}:</span>
          <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
            {options.map(([option, title]) => (
              <option key={option} value={option}>
                {title}
              </option>
            ))}
          </select>
        </label>
      ))}
      {isFiltered && (
        <button type="button" class="link-button" onClick={onClear}>
          Clear
        </button>
      )}
      <span class="filter-count muted">{count}</span>
      <button type="button" class="link-button" onClick={() => save(csv.name, csv.make())}>
        CSV
      </button>
    </div>
  );
}

function save(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
