import { expect, it } from "vitest";
import { parsePasswd } from "./passwd.ts";

it("keeps the first name of a user id and passes over other lines", () => {
  const text =
    "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n#old:x:5:5::/:\n+::::::\nbad:x:y:1::/:\nwww-data:x:33:33::/var/www:\n";
  expect([...parsePasswd(text)]).toEqual([
    [0, "root"],
    [33, "www-data"],
  ]);
});
