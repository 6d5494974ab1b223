import { useTexts } from '@alongside/ui';

/** Why the field of this place cannot stay as it is, in words; undefined where it can. */
export function useFlawWords(flaws: ReadonlyMap<string, string>): (place: string) => string | undefined {
  const { t } = useTexts();
  return (place) => {
    const flaw = flaws.get(place);
    return flaw === undefined ? undefined : t(`editing.flaw.${flaw}`);
  };
}
