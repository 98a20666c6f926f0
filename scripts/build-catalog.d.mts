export declare const TABLES: Record<"services" | "threats" | "risks", () => unknown[]>;
export declare function tableText(rows: unknown[]): string;
