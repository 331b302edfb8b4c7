import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ListPlace } from './list-place';
import { listSearch, parse, stringify } from './search';
import { Shell } from './shell';
import { StartPlace } from './start-place';

const root = createRootRoute({ component: Shell });

const start = createRoute({ getParentRoute: () => root, path: '/', component: StartPlace });

const list = createRoute({
  getParentRoute: () => root,
  path: '/$path',
  component: ListPlace,
  validateSearch: listSearch,
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings/$area',
  component: lazyRouteComponent(() => import('./settings-place'), 'SettingsPlace'),
  validateSearch: (search: Record<string, unknown>): { item?: string } =>
    typeof search.item === 'string' ? { item: search.item } : {},
});

const allSettings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$area', params: { area: 'me' } });
  },
});

const importPlace = lazyRouteComponent(() => import('./import-place'), 'ImportPlace');
const beginImport = createRoute({
  getParentRoute: () => root,
  path: '/$path/import',
  component: importPlace,
});
const importStep = createRoute({
  getParentRoute: () => root,
  path: '/$path/import/$job/$step',
  component: importPlace,
});

const merge = createRoute({
  getParentRoute: () => root,
  path: '/$path/merge',
  component: lazyRouteComponent(() => import('./merge-place'), 'MergePlace'),
  validateSearch: (search: Record<string, unknown>): { ids: string } => ({
    ids: typeof search.ids === 'string' ? search.ids : '',
  }),
});
const convert = createRoute({
  getParentRoute: () => root,
  path: '/leads/$id/convert',
  component: lazyRouteComponent(() => import('./convert-place'), 'ConvertPlace'),
});

const record = createRoute({
  getParentRoute: () => root,
  path: '/$path/$id/{-$tab}',
  component: lazyRouteComponent(() => import('./record-place'), 'RecordPlace'),
});

const create = createRoute({
  getParentRoute: () => root,
  path: '/$path/new',
  component: lazyRouteComponent(() => import('./create-place'), 'CreatePlace'),
  // What is known already, by field: `?organization=<id>`.
  validateSearch: (search: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(search).filter(
        (each): each is [string, string] => typeof each[1] === 'string',
      ),
    ),
});

const bin = createRoute({
  getParentRoute: () => root,
  path: '/bin/{-$path}',
  component: lazyRouteComponent(() => import('./bin-place'), 'BinPlace'),
});

const elsewhere = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

/** The router; its addresses are plain text, so that `662E41` stays what it is. */
export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren([
      start,
      list,
      settings,
      allSettings,
      beginImport,
      importStep,
      merge,
      convert,
      record,
      create,
      bin,
      elsewhere,
    ]),
    parseSearch: parse,
    stringifySearch: stringify,
    defaultPreload: 'intent',
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
