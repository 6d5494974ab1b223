import { CAPABILITIES, type Capability, type TechnicianView } from '@alongside/protocol';

type Kind = TechnicianView['standing']['kind'];

/** A picture and facts about the machine: who gets them can do nothing with them here. */
const HARMLESS: readonly Capability[] = ['screen.view', 'diagnostics.read'];

/**
 * What waits until the words were compared (DESIGN 3.6). A stranger may be let see, but not act; somebody who comes under a
 * known name with an unknown key may not even see. What is added to the capabilities later waits too.
 */
export function comparedFirst(standing: Kind): readonly Capability[] {
  switch (standing) {
    case 'certified':
    case 'pinned':
    case 'compared':
      return [];
    case 'new-key':
      return CAPABILITIES;
    case 'unknown':
      return CAPABILITIES.filter((capability) => !HARMLESS.includes(capability));
  }
}
