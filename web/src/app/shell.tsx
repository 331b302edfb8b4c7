import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { Suspense, lazy, useMemo, useState, type ReactNode } from 'react';
import { Keyboard } from '@/kit/keyboard/keyboard';
import { NotesProvider } from '@/kit/notes/notes';
import { Skeleton } from '@/kit/states/states';
import { ViewerProvider } from '@/records/viewer';
import { useFrameCommands, type Opened } from './frame-commands';
import { Navigation } from './navigation';
import { PhoneBar } from './phone-bar';
import { usePreferences } from './preferences';
import { sessionQuery } from './session';
import css from './shell.module.css';

// What floats above the screen is fetched when it is first asked for.
const Palette = lazy(async () => ({ default: (await import('./palette/palette')).Palette }));
const KeyList = lazy(async () => ({ default: (await import('./palette/key-list')).KeyList }));

/** The frame of every screen: navigation, the screen, and what one calls up by a key. */
export function Shell() {
  return (
    <Suspense fallback={<Skeleton rows={12} />}>
      <Viewing>
        <NotesProvider>
          <Frame />
        </NotesProvider>
      </Viewing>
    </Suspense>
  );
}

/** Tell the screens of records for whom they show them. */
function Viewing({ children }: { readonly children: ReactNode }) {
  const session = useSuspenseQuery(sessionQuery).data;
  const viewer = useMemo(
    () => ({
      id: session?.user.id ?? '',
      zone: session?.user.zone ?? 'UTC',
      currency: session?.tenant.currency ?? 'EUR',
    }),
    [session],
  );
  return <ViewerProvider value={viewer}>{children}</ViewerProvider>;
}

function Frame() {
  const [opened, open] = useState<Opened>(null);
  const { has_keys: hasKeys } = usePreferences();
  useFrameCommands(open);
  return (
    <div className={css.shell}>
      <Keyboard hasPlain={hasKeys !== false} />
      <Navigation onSearch={() => open('palette')} />
      <main className={css.main}>
        <Suspense fallback={<Skeleton rows={12} />}>
          <Outlet />
        </Suspense>
      </main>
      <PhoneBar onSearch={() => open('palette')} />
      <Suspense fallback={null}>
        {opened === 'palette' ? <Palette onClose={() => open(null)} /> : null}
        {opened === 'keys' ? <KeyList onClose={() => open(null)} /> : null}
      </Suspense>
    </div>
  );
}
