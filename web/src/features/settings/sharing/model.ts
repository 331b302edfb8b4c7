import type { Condition } from '@/records/filter/condition';
import type { Party, State } from '../model';

export interface Rule extends State {
  readonly name: string;
  readonly description: string | null;
  readonly record: string;
  readonly source: Party;
  readonly target: Party;
  readonly level: string;
  readonly condition: Condition | null;
  readonly until: string | null;
  readonly is_active: boolean;
}

export interface ModuleDefault extends State {
  readonly record: string;
  readonly openness: string;
}

/** Whose records a rule opens, and who gains by it. */
export interface Preview {
  readonly owners: number;
  readonly gaining: number;
  readonly gaining_users: readonly string[];
  readonly warnings: readonly unknown[];
}
