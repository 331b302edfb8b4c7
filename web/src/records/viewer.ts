/** Who looks at the screens, as far as records are shown and edited for them. */

import { createContext, useContext } from 'react';

export interface Viewer {
  readonly id: string;
  readonly zone: string;
  readonly currency: string;
}

const Context = createContext<Viewer>({ id: '', zone: 'UTC', currency: 'EUR' });

export const ViewerProvider = Context.Provider;

export function useViewer(): Viewer {
  return useContext(Context);
}
