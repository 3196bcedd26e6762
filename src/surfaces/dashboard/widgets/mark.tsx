/** The mark: a cord with three knotted strings. */
export function Mark() {
  return (
    <svg class="mark" width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M2 4h18" />
      <path d="M5 4v12M11 4v16M17 4v9" class="string" />
      <circle cx="5" cy="10" r="1.9" />
      <circle cx="11" cy="9" r="1.9" />
      <circle cx="11" cy="14.5" r="1.9" />
      <circle cx="17" cy="8.5" r="1.9" />
    </svg>
  );
}
