/** Converts `maxOrderValue` to its wire spelling, `max_order_value`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Converts `max_order_value` to its TypeScript spelling, `maxOrderValue`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
