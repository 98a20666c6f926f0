export declare const TABLES: Record<"services" | "threats" | "risks" | "remarks" | "daemons", () => unknown>;
export declare function tableText(rows: unknown): string;
