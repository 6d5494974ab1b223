import { type ComponentType, createElement, lazy } from 'react';
import { partMissing } from './part-missing.ts';

/** What could not be fetched; React's `lazy` holds that against it for good. */
const failed = new Set<() => void>();

/** A part of a page in a file of its own, as by `lazy`. One that could not be fetched is asked for again after `renewParts`. */
export function lazyPart<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  const make = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        failed.add(renew);
        return partMissing(error);
      }),
    );
  let Part: ComponentType<P> = make();
  const renew = () => {
    Part = make();
  };
  return (props) => createElement(Part, props);
}

/** Before what failed is drawn once more. */
export function renewParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}
