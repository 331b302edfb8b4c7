/** The one condition language of the platform, as it stands on the wire. */

export interface Leaf {
  readonly field: string;
  readonly op: string;
  readonly value?: unknown;
}

export interface All {
  readonly all: readonly Condition[];
}

export interface Any {
  readonly any: readonly Condition[];
}

export interface Not {
  readonly not: Condition;
}

export type Condition = Leaf | All | Any | Not;
