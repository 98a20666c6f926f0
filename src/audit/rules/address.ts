/** What the bound address gives to think. */
import type { Facts } from "../facts.ts";
import { type Opinion, THIS_HOST } from "../rule.ts";

const MULTICAST = /^(?:22[4-9]|23\d)\.|^ff/;

export function judgeAddress({ listener, context }: Facts): readonly Opinion[] {
  const known = context.localAddresses.get(listener.namespace.inode);
  const { address } = listener;
  if (
    known === undefined ||
    listener.exposure === "any" ||
    listener.exposure === "loopback" ||
    MULTICAST.test(address)
  )
    return [];
  if (known.has(address) || known.has(address.replace(/^::ffff:/, ""))) return [];
  return [
    {
      code: "foreign-address",
      text: `This machine does not have the address ${address} now: the listener cannot be reached until it gets it.`,
      source: THIS_HOST,
      verdict: null,
      severity: "none",
    },
  ];
}
