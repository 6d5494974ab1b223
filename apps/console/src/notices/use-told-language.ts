import { toAppError } from '@alongside/base';
import { chosenLanguage, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useEffect } from 'react';
import { useServices } from '../shared/services.ts';

/** Tells the server in which language this page is read: mails to its reader follow it. */
export function useToldLanguage(): void {
  const { api, logger } = useServices();
  const { language } = useTexts();
  useEffect(() => {
    api.callRoute(http.languageWrite, { body: { language: chosenLanguage([language]) } }).catch((error: unknown) => {
      logger.debug('the language could not be told', { code: toAppError(error).code });
    });
  }, [api, logger, language]);
}
