/** What asking a runtime comes to: its value, or why there is none. */
import type { Gap } from "../../model/gap.ts";

export type Refusal =
  /** The socket may not be used. */
  | "unreadable"
  /** Nobody listens: the runtime does not run. */
  | "absent"
  /** The runtime does not know the question. */
  | "not-served"
  /** No answer, a broken one, one that is too large, or one that takes too long. */
  | "failed";

export type Answer<T> =
  | { readonly value: T }
  | { readonly refusal: Refusal /** For people, without a full stop. */; readonly why: string };

/** Longer than a runtime under load takes for a list, short enough for someone who waits for an audit. */
export const TIME_LIMIT = 4000;
/** Bytes of one answer. Docker takes 1 to 3 KB for a container, containerd up to 20; parsed, each byte is up to 45. */
export const MOST_ANSWER = 8 * 1024 * 1024;
/** The same for a user's runtime: a user must not fill the memory of an audit by root. */
export const MOST_USER_ANSWER = 2 * 1024 * 1024;

/** An error of node:net, node:http or node:http2 as an answer. */
export function answerOfError(error: unknown): Answer<never> {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return { refusal: "unreadable", why: "no permission" };
  if (code === "ECONNREFUSED" || code === "ENOENT")
    return { refusal: "absent", why: "nothing listens there" };
  if (name === "AbortError" || name === "TimeoutError")
    return { refusal: "failed", why: "it took too long to answer" };
  return { refusal: "failed", why: `it gave no proper answer (${code ?? message.slice(0, 80)})` };
}

/** The gap for containers of `runtime` that could not be asked for at `path`; none where nothing runs. */
export function gapsOf(runtime: string, path: string, answer: Answer<unknown>): readonly Gap[] {
  if (!("refusal" in answer) || answer.refusal === "absent") return [];
  if (answer.refusal === "unreadable") return [unreadableGap(runtime, path)];
  const what = `The containers of ${runtime} have no names: ${answer.why} at ${path}.`;
  return [{ code: "container-names-incomplete", what, fix: null }];
}

/** For what is there and may not be read. */
export function unreadableGap(runtime: string, path: string): Gap {
  return {
    code: "container-names-unreadable",
    what: `The containers of ${runtime} have no names: no permission to use ${path}.`,
    fix: "Run this as root, or as a member of the group that owns it.",
  };
}

/** For a socket that somebody else made. */
export function foreignSocketGap(runtime: string, path: string): Gap {
  return {
    code: "container-socket-foreign",
    what: `The containers of ${runtime} have no names: ${path} belongs to another user, who could answer anything.`,
    fix: "Find out who made it.",
  };
}
