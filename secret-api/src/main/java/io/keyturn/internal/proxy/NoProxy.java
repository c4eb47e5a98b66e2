package io.keyturn.internal.proxy;

import java.util.Locale;
import java.util.StringTokenizer;

/**
 * An address that may be asked without a proxy.
 *
 * @param host in lower case, an IPv6 address without its brackets
 * @param port the one that is asked
 */
record NoProxy(String host, int port) {

  static NoProxy of(String host, int port) {
    return new NoProxy(unbracketed(host.toLowerCase(Locale.ROOT)), port);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether it is on this machine. */
  boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || isLoopbackV4()
        || host.equals("::1");
  }

  /** A name may begin like such an address. */
  private boolean isLoopbackV4() {
    return host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
  }

  /** Whether a list such as that of {@code NO_PROXY} names it. */
  boolean isNamed(String list) {
    StringTokenizer entries = new StringTokenizer(list.toLowerCase(Locale.ROOT), ", \t\r\n");
    while (entries.hasMoreTokens()) {
      if (isCovered(entries.nextToken())) {
        return true;
      }
    }
    return false;
  }

  /** {@code *}, a host, a domain with or without a dot before it; with a port or without. */
  private boolean isCovered(String entry) {
    int colon = entry.lastIndexOf(':');
    boolean ported = colon > 0 && (colon == entry.indexOf(':') || entry.charAt(colon - 1) == ']');
    if (ported && !entry.substring(colon + 1).equals(String.valueOf(port))) {
      return false;
    }
    String name = unbracketed(ported ? entry.substring(0, colon) : entry);
    return name.equals("*") || isIn(name);
  }

  private boolean isIn(String name) {
    String domain = name.startsWith("*.") ? name.substring(2) : name;
    if (domain.startsWith(".")) {
      domain = domain.substring(1);
    }
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }
}
