/** Instants and the clock on the wall of a zone; pure. */

export interface Wall {
  readonly day: string;
  /** `14:30` */
  readonly time: string;
}

/** What the clock shows in a zone at an instant. */
export function wallOf(instant: string, zone: string): Wall | null {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return null;
  const [day = '', time = ''] = new Intl.DateTimeFormat('sv', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(at)
    .split(' ');
  return { day, time };
}

/** The instant at which the clock of a zone shows this; an hour that is skipped is the next one. */
export function instantOf({ day, time }: Wall, zone: string): string | null {
  const asIf = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(asIf)) return null;
  // Two steps reach it: the first finds the offset, the second mends it near a change of clocks.
  let at = asIf;
  for (let step = 0; step < 2; step += 1) {
    const wall = wallOf(new Date(at).toISOString(), zone);
    if (!wall) return null;
    at += asIf - Date.parse(`${wall.day}T${wall.time}:00Z`);
  }
  return new Date(at).toISOString();
}
