import type { ActionName, ActionPreview } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';

/** What fills the gaps of sentences about an action. */
export function useActionGaps({ request, by, items, count, bytes, more }: ActionPreview): Record<string, string | number> {
  const { t } = useTexts();
  const formats = useFormats();
  return {
    by: by ?? '',
    item: items[0] ?? '',
    count,
    figure: more ? t('action.moreThan', { figure: formats.number(count) }) : formats.number(count),
    size: formats.bytes(bytes ?? 0),
    folder: request.action === 'scan-malware' ? t(`action.folder.${request.folder}`) : '',
  };
}

/** What the technician learns of each, as the key of a sentence. */
const LEARNED: Record<ActionName, string> = {
  'scan-malware': 'threats',
  'list-updates': 'versions',
  'apply-updates': 'installed',
  'list-startup': 'programs',
  'startup-off': 'whether',
  'startup-on': 'whether',
  'clean-up': 'size',
};

export function learned({ request }: ActionPreview): string {
  return request.action === 'scan-malware' && request.withNames ? 'files' : LEARNED[request.action];
}
