export declare const TABLES: Record<"services" | "threats" | "risks" | "daemons", () => unknown>;
export declare function tableText(rows: unknown): string;
