/** Which screen made by hand stands where the generic ones leave room for it. */

/** By record type and verb: the address of the screen that asks more than a dialogue could. */
export const verbScreens: Readonly<
  Record<string, Readonly<Record<string, (id: string) => string>>>
> = {
  'contacts.lead': { convert: (id) => `/leads/${id}/convert` },
};
