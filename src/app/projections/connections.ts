/** State of the connections to market and broker; times are on the monotonic clock. */
export interface Connections {
  /** When the last market event arrived, in milliseconds; null before the first. */
  marketAt: number | null;
  /** When the broker's stream last sent a message, in milliseconds; null before the first. */
  brokerAt: number | null;
  /** Whether the broker's stream is up. */
  brokerUp: boolean;
}
