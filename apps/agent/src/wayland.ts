/** A Wayland session: no program says which window stands above others, and none is promised a key of its own. */
export function isWayland({ WAYLAND_DISPLAY, XDG_SESSION_TYPE }: NodeJS.ProcessEnv): boolean {
  return Boolean(WAYLAND_DISPLAY) || XDG_SESSION_TYPE === 'wayland';
}
