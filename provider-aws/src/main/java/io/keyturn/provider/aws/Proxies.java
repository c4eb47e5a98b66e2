package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Through which proxy an address is asked: that of the store, else that of the process's variables
 * ({@code HTTPS_PROXY}, {@code HTTP_PROXY}); of neither for one that {@code NO_PROXY} names or that
 * is on this machine. Where that is none, the JVM's own properties hold ({@code https.proxyHost},
 * {@code http.nonProxyHosts}), which know nothing of {@code NO_PROXY}.
 *
 * <p>The SDK takes {@code HTTP_PROXY} for https as well, and of {@code NO_PROXY} knows whole names
 * only; so neither is left to it. Variables are read in lower and upper case.
 */
final class Proxies {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.*\\.localhost|127\\..*|\\[?::1]?");

  private final Optional<String> own;
  private final UnaryOperator<@Nullable String> environment;

  private Proxies(Optional<String> own, UnaryOperator<@Nullable String> environment) {
    this.own = own;
    this.environment = environment;
  }

  static Proxies of(ProviderSettings settings) {
    return of(settings.text(AwsSecretProviderFactory.PROXY), System::getenv);
  }

  static Proxies of(Optional<String> own, UnaryOperator<@Nullable String> environment) {
    return new Proxies(own, environment);
  }

  /** The proxy for an address; empty where there is none, or none that can be used. */
  Optional<URI> of(String scheme, String host, int port) {
    return text(scheme, host, port).filter(text -> problemOf(text).isEmpty()).map(Proxies::uri);
  }

  /** What is wrong with the proxy of an address, with where it is configured. */
  Optional<String> problem(String scheme, String host, int port) {
    return text(scheme, host, port)
        .flatMap(Proxies::problemOf)
        .map(what -> (own.isPresent() ? "proxy" : variable(scheme)) + " " + what);
  }

  private Optional<String> text(String scheme, String host, int port) {
    if (isDirect(host.toLowerCase(Locale.ROOT), port)) {
      return Optional.empty();
    }
    return own.isPresent() || System.getProperty(scheme + ".proxyHost") != null
        ? own
        : found(variable(scheme));
  }

  private static String variable(String scheme) {
    return scheme.toUpperCase(Locale.ROOT) + "_PROXY";
  }

  private Optional<String> found(String variable) {
    return Stream.of(variable.toLowerCase(Locale.ROOT), variable)
        .map(environment)
        .filter(text -> text != null && !text.isBlank())
        .findFirst()
        .map(String::strip);
  }

  // ---- which addresses need none

  private boolean isDirect(String host, int port) {
    return LOOPBACK.matcher(host).matches()
        || found("NO_PROXY").stream()
            .flatMap(list -> Stream.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+")))
            .anyMatch(entry -> covers(entry, host, port));
  }

  /** {@code *}, a host, a domain with or without a dot before it; with a port or without. */
  private static boolean covers(String entry, String host, int port) {
    String name = entry;
    int colon = entry.lastIndexOf(':');
    if (colon > 0 && entry.indexOf(':') == colon) {
      if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    if (name.equals("*")) {
      return true;
    }
    String domain = name.replaceFirst("^\\*?\\.", "");
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }

  // ---- what a proxy can be

  private static URI uri(String text) {
    return URI.create(withScheme(text));
  }

  private static String withScheme(String text) {
    return SCHEME.matcher(text).matches() ? text : "http://" + text;
  }

  private static Optional<String> problemOf(String text) {
    URI proxy;
    try {
      proxy = new URI(withScheme(text));
    } catch (URISyntaxException e) { // not chained: it quotes the text
      return Optional.of("is not an address such as http://proxy:3128");
    }
    if (proxy.getRawUserInfo() != null) {
      return Optional.of("has a user in it, whom the JDK does not tell a proxy for https");
    }
    boolean usable =
        "http".equalsIgnoreCase(proxy.getScheme())
            && proxy.getHost() != null
            && proxy.getPort() > 0
            && List.of("", "/").contains(proxy.getRawPath())
            && proxy.getRawQuery() == null
            && proxy.getRawFragment() == null;
    return usable ? Optional.empty() : Optional.of("is not an address such as http://proxy:3128");
  }
}
