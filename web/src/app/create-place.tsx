import { useLingui } from '@lingui/react/macro';
import { useQueries } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { NotFound, Skeleton, State } from '@/kit/states/states';
import { fieldOf, pathOf, useCatalogue, useEntry } from '@/records/catalogue/catalogue';
import type { RecordEntry, Refs } from '@/records/catalogue/types';
import { CreateScreen } from '@/records/form/create-screen';
import { recordQuery } from '@/records/record/query';
import { titleOf } from '@/records/record/title';

const route = getRouteApi('/$path/new');

/** The form of a new record of a type. */
export function CreatePlace() {
  const { t } = useLingui();
  const { path } = route.useParams();
  const entry = useEntry(path);
  if (!entry) return <NotFound />;
  if (!entry.can.create)
    return (
      <State icon="lock" title={t`Not for you`}>
        {t`You may not create records of this type. An administrator can change that in your profile.`}
      </State>
    );
  return <Place key={path} entry={entry} />;
}

function Place({ entry }: { readonly entry: RecordEntry }) {
  const navigate = route.useNavigate();
  const router = useRouter();
  const search = route.useSearch();
  const catalogue = useCatalogue();
  const given = Object.fromEntries(
    Object.entries(search).filter(([name]) => fieldOf(entry, name)?.right === 'edit'),
  );
  const wanted = Object.entries(given).flatMap(([name, id]) => {
    const record = fieldOf(entry, name)?.target?.record;
    const other = catalogue.records.find((each) => each.record === record);
    return other ? [{ other, id, path: pathOf(catalogue, other.record) }] : [];
  });
  // Names of what is known already, so that the form shows them from its first frame.
  const pages = useQueries({ queries: wanted.map(({ path, id }) => recordQuery(path, id)) });
  if (pages.some((page) => page.isPending)) return <Skeleton rows={12} />;
  const refs: Refs = Object.fromEntries(
    wanted.flatMap(({ other, id }, place) => {
      const page = pages[place]?.data;
      const title = page ? titleOf(other, page.record, page.meta.refs, '') : '';
      return title ? [[`${other.record}:${id}`, { title }]] : [];
    }),
  );
  return (
    <CreateScreen
      entry={entry}
      given={given}
      refs={refs}
      onCreated={(row) =>
        void navigate({
          to: '/$path/$id/{-$tab}',
          params: { path: entry.path, id: row.id },
          replace: true,
        })
      }
      onCancel={() =>
        router.history.canGoBack()
          ? router.history.back()
          : void navigate({ to: '/$path', params: { path: entry.path } })
      }
    />
  );
}
