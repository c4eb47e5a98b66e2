package io.keyturn.internal.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address of a proxy, as it is configured: {@code http://proxy:3128} or {@code proxy:3128}. */
final class ProxyAddress {
  private static final String OTHER = "is not an address such as http://proxy:3128";

  private ProxyAddress() {}

  /** One in which there is no problem. */
  static URI of(String text) {
    return URI.create(withScheme(text));
  }

  /** What keeps a proxy from being asked; the text is not quoted, since it may have a password. */
  static Optional<String> problem(String text) {
    URI proxy = parsed(text);
    if (proxy == null) {
      return Optional.of(OTHER);
    }
    if (proxy.getRawUserInfo() != null) { // the JDK does not tell a proxy for https
      return Optional.of(
          "has a user in it: leave him out, a proxy that wants a login cannot be asked");
    }
    boolean usable =
        "http".equalsIgnoreCase(proxy.getScheme())
            && proxy.getHost() != null
            && proxy.getPort() > 0
            && proxy.getPort() <= 65_535
            && (proxy.getRawPath().isEmpty() || proxy.getRawPath().equals("/"))
            && proxy.getRawQuery() == null
            && proxy.getRawFragment() == null;
    return usable ? Optional.empty() : Optional.of(OTHER);
  }

  private static @Nullable URI parsed(String text) {
    try {
      return new URI(withScheme(text));
    } catch (URISyntaxException e) { // it quotes the text
      return null;
    }
  }

  private static String withScheme(String text) {
    return text.contains("://") ? text : "http://" + text;
  }
}
