import { MantineProvider } from '@mantine/core';
import { type ReactNode, useEffect, useMemo } from 'react';
import { I18nextProvider } from 'react-i18next';
import { FormatsProvider, formatsFor } from './formats.ts';
import { tellWhatIsCut } from './tell-what-is-cut.ts';
import type { Texts } from './texts/create-texts.ts';
import { useTexts, useUiTexts } from './texts/use-texts.ts';
import { alongsideVariables, createAlongsideTheme, type Density } from './theme.ts';

export interface AlongsideProviderProps {
  readonly texts: Texts;
  readonly density: Density;
  readonly children: ReactNode;
}

/** Theme, colour scheme of the system, and texts. The page imports `@alongside/ui/theme.css` once. */
export function AlongsideProvider({ texts, density, children }: AlongsideProviderProps) {
  const theme = useMemo(() => createAlongsideTheme(density), [density]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  return (
    <I18nextProvider i18n={texts}>
      <MantineProvider theme={theme} cssVariablesResolver={alongsideVariables} defaultColorScheme="auto">
        <WithFormats>{children}</WithFormats>
      </MantineProvider>
    </I18nextProvider>
  );
}

function WithFormats({ children }: { readonly children: ReactNode }) {
  const { language } = useTexts();
  const t = useUiTexts();
  useEffect(() => tellWhatIsCut(document, (count) => t('field.cut', { count })), [t]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const formats = useMemo(() => formatsFor(language), [language]);
  return <FormatsProvider value={formats}>{children}</FormatsProvider>;
}
