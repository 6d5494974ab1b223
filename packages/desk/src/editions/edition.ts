import type { EditionState } from '@alongside/protocol';

interface Edition {
  readonly version: number;
  readonly state: EditionState;
}

/** What is in use of versions in any order: the newest that is no draft, unless that says that none is. */
export function inUse<E extends Edition>(editions: readonly E[]): E | undefined {
  const said = newest(editions.filter(({ state }) => state !== 'draft'));
  return said?.state === 'published' ? said : undefined;
}

export function newest<E extends Edition>(editions: readonly E[]): E | undefined {
  return editions.reduce<E | undefined>((best, each) => (best && best.version > each.version ? best : each), undefined);
}

/** Why a change cannot be entered: somebody else wrote meanwhile, or there is nothing to withdraw. */
export function editionRefusal(
  editions: readonly Edition[],
  wanted: { readonly act: 'write' | 'withdraw'; readonly base: number | null },
): 'changed' | 'nothing' | undefined {
  if ((newest(editions)?.version ?? null) !== wanted.base) return 'changed';
  return wanted.act === 'withdraw' && newest(editions)?.state !== 'draft' && inUse(editions) === undefined
    ? 'nothing'
    : undefined;
}
