/** Formats of JSON Schema that our documents use; ajv knows none by itself. */
export const formatSpecs = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
};
