package io.keyturn.provider.vault;

import io.keyturn.internal.proxy.Proxies;
import io.keyturn.internal.proxy.Proxies.UnusableProxyException;
import io.keyturn.secret.SecretException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells the JDK's HTTP client through which proxy each address is asked. Thread-safe. */
final class Routes extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final Proxies proxies;

  Routes(Proxies proxies) {
    this.proxies = proxies;
  }

  static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
  }

  @Override
  public List<Proxy> select(URI address) {
    if (Proxies.isLoopback(address.getHost())) { // whatever http.nonProxyHosts says
      return DIRECT;
    }
    Optional<URI> proxy = configured(address);
    return proxy.isPresent() ? List.of(through(proxy.get())) : ofTheJvm(address);
  }

  private Optional<URI> configured(URI address) {
    try {
      String scheme = address.getScheme().toLowerCase(Locale.ROOT);
      return proxies.of(scheme, address.getHost(), port(address));
    } catch (UnusableProxyException e) { // of another address than the one checked at start
      throw new VaultFailure(Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private static Proxy through(URI proxy) {
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
  }

  private static List<Proxy> ofTheJvm(URI address) {
    ProxySelector jvm = ProxySelector.getDefault();
    return jvm == null ? DIRECT : jvm.select(address);
  }

  /** It is told by the request that fails. */
  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}
}
