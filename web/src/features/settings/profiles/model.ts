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
