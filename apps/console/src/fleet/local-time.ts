/** An instant as a field for day and time takes it, by the reader's clock: `2026-11-28T09:30`. */
export function toLocalField(instant: number): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Undefined for what is no time, or is over already. */
export function fromLocalField(text: string, now: number): number | undefined {
  const instant = new Date(text).getTime();
  return Number.isFinite(instant) && instant > now ? instant : undefined;
}
