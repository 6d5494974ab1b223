import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** Of a row with one line below its subject, px; each is measured once it is there. */
const ROW_PX = 49;
/** Rows beyond the edge, so that a page down shows no gap. */
const BEYOND = 12;

export interface TableWindow {
  readonly rows: readonly { readonly index: number; readonly key: string }[];
  /** Room of the rows that are not there, px. */
  readonly before: number;
  readonly after: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly show: (index: number) => void;
  /** The last row that is there. */
  readonly last: number;
}

/** The rows of a long table that are to be seen, within whatever scrolls around it. Its rows keep their places by their keys. */
export function useTableWindow(body: RefObject<HTMLElement | null>, keys: readonly string[]): TableWindow {
  const [margin, setMargin] = useState(0);
  const scroller = useCallback(() => scrollerOf(body.current), [body]);
  useLayoutEffect(() => {
    const element = body.current;
    const around = scroller();
    if (element === null || around === null) return;
    setMargin(element.getBoundingClientRect().top - around.getBoundingClientRect().top + around.scrollTop);
  }, [body, scroller]);
  const virtual = useVirtualizer({
    count: keys.length,
    getScrollElement: scroller,
    estimateSize: () => ROW_PX,
    overscan: BEYOND,
    scrollMargin: margin,
    getItemKey: (index) => keys[index] ?? index,
  });
  const items = virtual.getVirtualItems();
  const first = items[0];
  const final = items.at(-1);
  return {
    rows: items.map(({ index, key }) => ({ index, key: String(key) })),
    before: first === undefined ? 0 : first.start - margin,
    after: final === undefined ? 0 : virtual.getTotalSize() - (final.end - margin),
    measure: virtual.measureElement,
    show: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    last: final?.index ?? -1,
  };
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  let around = element?.parentElement ?? null;
  while (around !== null && !/auto|scroll/u.test(getComputedStyle(around).overflowY)) around = around.parentElement;
  return around ?? (element === null ? null : (document.scrollingElement as HTMLElement | null));
}
