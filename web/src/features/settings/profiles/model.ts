/** What a profile allows, and how one changes it by single boxes; pure. */

import type { State } from '../model';

export const ACTIONS = ['read', 'create', 'update', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** Tools that work on the records of a type. */
export const TYPE_TOOLS = [
  'import',
  'export',
  'export_all',
  'bulk',
  'merge',
  'print',
  'api',
  'report',
] as const;

/** Tools that concern no type. */
export const OTHER_TOOLS = [
  'empty_bin',
  'offline',
  'manage_access',
  'manage_tags',
  'customize',
] as const;

export const LEVELS = ['none', 'masked', 'read', 'edit'] as const;
export type Level = (typeof LEVELS)[number];

export interface FieldRight {
  readonly field: string;
  readonly level: Level;
  readonly is_limit: boolean;
}

export interface ModuleRight {
  readonly record: string;
  readonly actions: readonly string[];
  readonly denied_actions: readonly string[];
  readonly tools: readonly string[];
  readonly denied_tools: readonly string[];
  readonly fields: readonly FieldRight[];
}

export interface Permissions {
  readonly actions: readonly string[];
  readonly tools: readonly string[];
  readonly denied_tools: readonly string[];
  readonly modules: readonly ModuleRight[];
  readonly is_strict: boolean;
  readonly flags: readonly string[];
  readonly limits: readonly { readonly name: string; readonly most: number }[];
}

export interface Profile extends State {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: Permissions;
  readonly is_for_all: boolean;
}

/** What a profile allows with a type: by its name, or as with every type that is not named. */
export function moduleOf(permissions: Permissions, record: string): ModuleRight {
  const named = permissions.modules.find((each) => each.record === record);
  return (
    named ?? {
      record,
      actions: permissions.actions,
      denied_actions: [],
      tools: permissions.tools.filter((tool) => (TYPE_TOOLS as readonly string[]).includes(tool)),
      denied_tools: [],
      fields: [],
    }
  );
}

export function isNamed(permissions: Permissions, record: string): boolean {
  return permissions.modules.some((each) => each.record === record);
}

/** The same with something else for one type; null lets what holds for all hold for it again. */
export function withModule(
  permissions: Permissions,
  record: string,
  part: Partial<ModuleRight> | null,
): Permissions {
  const others = permissions.modules.filter((each) => each.record !== record);
  if (part === null) return { ...permissions, modules: others };
  const changed = { ...moduleOf(permissions, record), ...part };
  const place = permissions.modules.findIndex((each) => each.record === record);
  const modules = place < 0 ? [...others, changed] : permissions.modules.with(place, changed);
  return { ...permissions, modules };
}

/** Actions with one more or less: what cannot be read can be neither made, changed nor deleted. */
export function withAction(actions: readonly string[], action: Action, isOn: boolean): string[] {
  if (!isOn && action === 'read') return [];
  const wanted = new Set(actions);
  if (isOn) wanted.add('read').add(action);
  else wanted.delete(action);
  return ACTIONS.filter((each) => wanted.has(each));
}

/** A field with another level; null lets it be as open as the actions are. */
export function withLevel(module: ModuleRight, field: string, level: Level | null): FieldRight[] {
  const before = module.fields.find((each) => each.field === field);
  const others = module.fields.filter((each) => each.field !== field);
  if (level === null) return others;
  return [...others, { field, level, is_limit: before?.is_limit ?? false }];
}

export interface Effect {
  readonly record: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** What a change of a profile gives and takes, by type: actions, tools and fields. */
export function effects(
  before: Permissions,
  after: Permissions,
  records: readonly string[],
): readonly Effect[] {
  return records
    .map((record) => {
      const [old, now] = [held(before, record), held(after, record)];
      return {
        record,
        gains: [...now].filter((each) => !old.has(each)),
        loses: [...old].filter((each) => !now.has(each)),
      };
    })
    .filter((each) => each.gains.length > 0 || each.loses.length > 0);
}

function held(permissions: Permissions, record: string): ReadonlySet<string> {
  const module = moduleOf(permissions, record);
  return new Set([
    ...module.actions,
    ...module.tools,
    ...module.fields.map((each) => `${each.field}: ${each.level}`),
  ]);
}
