package io.keyturn.provider.aws;

import io.keyturn.provider.ProviderSettings;
import java.io.Serial;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
  private final Optional<Setting> own;
  private final UnaryOperator<@Nullable String> environment;

  private Proxies(Optional<Setting> own, UnaryOperator<@Nullable String> environment) {
    this.own = own;
    this.environment = environment;
  }

  static Proxies of(ProviderSettings settings) {
    return of(settings.text(AwsKeys.PROXY), System::getenv);
  }

  static Proxies of(Optional<String> own, UnaryOperator<@Nullable String> environment) {
    return new Proxies(Setting.of(AwsKeys.PROXY.name(), own), environment);
  }

  /** What is wrong with the store's own, whatever is asked. */
  Optional<String> problem() {
    return own.flatMap(Proxies::problem);
  }

  /**
   * The proxy for an address; empty where there is none.
   *
   * @throws UnusableProxyException if there is one that cannot be asked: a firewall may wait for
   *     whoever goes without
   */
  Optional<URI> of(String scheme, String host, int port) {
    Optional<Setting> proxy = isDirect(host, port) ? Optional.empty() : configured(scheme);
    Optional<String> problem = proxy.flatMap(Proxies::problem);
    if (problem.isPresent()) {
      throw new UnusableProxyException(host + " is not asked: " + problem.get());
    }
    return proxy.map(found -> ProxyAddress.of(found.text()));
  }

  private static Optional<String> problem(Setting proxy) {
    return ProxyAddress.problem(proxy.text()).map(what -> proxy.name() + " " + what);
  }

  private boolean isDirect(String host, int port) {
    NoProxy address = NoProxy.of(host, port);
    return address.isLoopback()
        || variable("no_proxy").filter(list -> address.isNamed(list.text())).isPresent();
  }

  private Optional<Setting> configured(String scheme) {
    return own.isPresent() || System.getProperty(scheme + ".proxyHost") != null
        ? own
        : variable(scheme + "_proxy");
  }

  /** In lower case first, as curl reads them. */
  private Optional<Setting> variable(String name) {
    return nonBlank(name).or(() -> nonBlank(name.toUpperCase(Locale.ROOT)));
  }

  private Optional<Setting> nonBlank(String name) {
    return Setting.of(name, Optional.ofNullable(environment.apply(name)).map(String::strip))
        .filter(setting -> !setting.isBlank());
  }

  /** There is a proxy, and it cannot be asked; the message says why, and quotes nothing of it. */
  static final class UnusableProxyException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    UnusableProxyException(String message) {
      super(message);
    }
  }
}
