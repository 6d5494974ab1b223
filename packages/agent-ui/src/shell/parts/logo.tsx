import { type AgentView, type KeptLogo, shellPage } from '@alongside/protocol';
import { useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import classes from './logo.module.css';

/**
 * The organisation's logo, as this computer keeps it, on the pages on which one asks and waits. Never where something is
 * allowed: whoever made the server show it could make it show any other, and a picture must not stand there for a proof.
 */
export function Logo({ view }: { readonly view: AgentView }) {
  const { client } = useCore();
  const [logo, setLogo] = useState<KeptLogo | null>(null);
  const wanted = view.organisation?.logo?.sha256;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the server is there it may have come
  useEffect(() => {
    if (wanted === undefined) return setLogo(null);
    let isCurrent = true;
    client
      .call(shellPage.logoRead, {})
      .then((answer) => isCurrent && setLogo(answer.logo))
      // Without it the page is as good.
      .catch(() => isCurrent && setLogo(null));
    return () => {
      isCurrent = false;
    };
  }, [client, wanted, view.server]);
  if (logo === null || logo.sha256 !== wanted) return null;
  const base64 = logo.base64url.replaceAll('-', '+').replaceAll('_', '/');
  return (
    <span className={classes.plate}>
      <img src={`data:${logo.mediaType};base64,${base64}`} alt="" />
    </span>
  );
}
