/** Reads of JSON that somebody else wrote: a wrong type is null or empty, and texts are bounded. */

/** The value of a JSON text; undefined when it is none. */
export function parseUntrustedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An own member of an object; undefined for anything else, so that nothing inherited is read. */
export function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** A member that is a text with something in it, at most `most` characters of it. */
export function textMember(value: unknown, key: string, most = 256): string | null {
  return textOf(memberOf(value, key), most);
}

/** A text with something in it, cut to `most` characters. */
export function textOf(value: unknown, most = 256): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, most) : null;
}

/** A member that is an integer from `least` to `most`. */
export function integerMember(value: unknown, key: string, least: number, most: number): number | null {
  const number = memberOf(value, key);
  return typeof number === "number" && Number.isInteger(number) && number >= least && number <= most
    ? number
    : null;
}

/** The first `most` items of a member that is an array. */
export function itemsMember(value: unknown, key: string, most: number): readonly unknown[] {
  return itemsOf(memberOf(value, key), most);
}

/** The first `most` items of an array. */
export function itemsOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}
