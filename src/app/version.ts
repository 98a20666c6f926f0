declare const PORTREEVE_VERSION: string | undefined;

/** The program's version; the build puts it in, tests run without a build. */
export const VERSION = typeof PORTREEVE_VERSION === "undefined" ? "0.0.0-source" : PORTREEVE_VERSION;
