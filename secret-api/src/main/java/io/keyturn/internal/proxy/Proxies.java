package io.keyturn.internal.proxy;

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
 * <p>Variables are read in lower and upper case. Immutable and thread-safe.
 */
public final class Proxies {
  private final Optional<Setting> own;
  private final UnaryOperator<@Nullable String> environment;

  private Proxies(Optional<Setting> own, UnaryOperator<@Nullable String> environment) {
    this.own = own;
    this.environment = environment;
  }

  /** Those of a store whose own is the text of a key, and of this process. */
  public static Proxies of(ProviderSettings settings, ProviderSettings.Key key) {
    return of(key.name(), settings.text(key), System::getenv);
  }

  /**
   * Those of an environment.
   *
   * @param key of the store's own, for messages
   */
  static Proxies of(String key, Optional<String> own, UnaryOperator<@Nullable String> environment) {
    return new Proxies(own.map(text -> new Setting(key, text)), environment);
  }

  /** What is wrong with the store's own, whatever is asked. */
  public Optional<String> problem() {
    return own.flatMap(Proxies::problem);
  }

  /** Why an address is not asked: there is a proxy for it that cannot be. */
  public Optional<String> problem(String scheme, String host, int port) {
    return setting(scheme, host, port)
        .flatMap(Proxies::problem)
        .map(problem -> host + " is not asked: " + problem);
  }

  /**
   * The proxy for an address; empty where there is none.
   *
   * @throws UnusableProxyException if there is one that cannot be asked: a firewall may wait for
   *     whoever goes without
   */
  public Optional<URI> of(String scheme, String host, int port) {
    Optional<String> problem = problem(scheme, host, port);
    if (problem.isPresent()) {
      throw new UnusableProxyException(problem.get());
    }
    return setting(scheme, host, port).map(found -> ProxyAddress.of(found.text()));
  }

  private Optional<Setting> setting(String scheme, String host, int port) {
    return isDirect(host, port) ? Optional.empty() : configured(scheme);
  }

  private static Optional<String> problem(Setting proxy) {
    return ProxyAddress.problem(proxy.text()).map(what -> proxy.name() + " " + what);
  }

  /** Whether an address is on this machine, where no proxy is ever asked. */
  public static boolean isLoopback(String host) {
    return NoProxy.of(host, 0).isLoopback();
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
    return Optional.ofNullable(environment.apply(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> new Setting(name, text));
  }

  /**
   * What is configured.
   *
   * @param name of the key or variable, for messages
   * @param text may have a password in it
   */
  private record Setting(String name, String text) {
    /** Not the text. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** There is a proxy, and it cannot be asked; the message says why, and quotes nothing of it. */
  public static final class UnusableProxyException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** With what {@link Proxies#problem(String, String, int)} says. */
    public UnusableProxyException(String message) {
      super(message);
    }
  }
}
