import classes from './today.module.css';

/** How much of a whole; its number stands beside it, so that nobody has to see it. */
export function Bar({ share }: { readonly share: number }) {
  return (
    <span className={classes.bar} aria-hidden>
      <span style={{ width: `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%` }} />
    </span>
  );
}
