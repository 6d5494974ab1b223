import { http } from '@alongside/protocol';
import classes from './organisation-logo.module.css';
import { useMe } from './use-me.ts';

/** Where the organisation's logo is; undefined where it has none. */
function useLogo(): string | undefined {
  const hash = useMe().data?.organisationLogo;
  // With its hash, so that another one is not taken from the browser's cache.
  return hash === undefined ? undefined : `${http.logo.path}?v=${hash.slice(0, 16)}`;
}

/** The organisation's logo on a calm plate, since it was drawn for paper; else the sign of Alongside. Its name stands beside it. */
export function OrganisationLogo({ size }: { readonly size: 'head' | 'entry' }) {
  const logo = useLogo();
  const edge = size === 'head' ? 22 : 36;
  if (logo === undefined) return <img src="/icon.svg" width={edge} height={edge} alt="" />;
  return (
    <span className={classes.plate} data-size={size}>
      <img src={logo} alt="" />
    </span>
  );
}
