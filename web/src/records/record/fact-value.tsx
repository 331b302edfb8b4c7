import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pathOf, useCatalogue } from '@/records/catalogue/catalogue';
import type { FieldEntry, Refs } from '@/records/catalogue/types';
import { Cell } from '@/records/fields/cell';
import { isEmpty } from '@/records/fields/editing';
import { addressText } from '@/records/fields/value';
import { useViewer } from '@/records/viewer';
import css from './fact.module.css';

interface FactValueProps {
  readonly field: FieldEntry;
  readonly value: unknown;
  readonly refs: Refs;
}

/** A value with the way it leads on: to a record, to a mail, to a call, to a page. */
export function FactValue({ field, value, refs }: FactValueProps): ReactNode {
  const { zone } = useViewer();
  const catalogue = useCatalogue();
  if (isEmpty(value)) return <span className={css.none}>–</span>;
  if (field.right === 'masked') return cell();
  if (field.type === 'email' && Array.isArray(value))
    return lines(value, (each) => leading('mailto:', each, 'value'));
  if (field.type === 'phone' && Array.isArray(value))
    return lines(value, (each) => leading('tel:', each, 'raw'));
  if (field.type === 'address')
    return lines(Array.isArray(value) ? value : [value], (each) => addressText(each));
  return field.type === 'reference' ? (linked() ?? cell()) : cell();

  function cell() {
    return <Cell field={field} value={value} refs={refs} zone={zone} />;
  }

  /** The record referred to, where it has a page of its own that one may see. */
  function linked() {
    const target = field.target?.record ?? '';
    const title = typeof value === 'string' ? refs[`${target}:${value}`]?.title : null;
    if (!title || !catalogue.records.some((entry) => entry.record === target)) return null;
    return (
      <Link to="/$path/$id/{-$tab}" params={{ path: pathOf(catalogue, target), id: String(value) }}>
        {title}
      </Link>
    );
  }
}

function lines(values: readonly unknown[], draw: (value: unknown) => ReactNode): ReactNode {
  return values.map((each, place) => <div key={place}>{draw(each)}</div>);
}

function leading(scheme: string, entry: unknown, part: string): ReactNode {
  const text = (entry as Readonly<Record<string, unknown>>)[part];
  return typeof text === 'string' ? <a href={`${scheme}${text}`}>{text}</a> : null;
}
