package io.keyturn.provider.aws;

import io.keyturn.internal.proxy.Proxies;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client of the SDK whose requests end when interrupted, whose answers are bounded, and
 * that asks each address through the proxy that it has.
 */
final class BoundedHttpClient implements SdkHttpClient {
  private final Supplier<UrlConnectionHttpClient.Builder> connections;
  private final AttributeMap defaults;
  private final Proxies proxies;
  private final Predicate<byte[]> readable;

  private final SdkHttpClient direct;

  /** One for each proxy: the JDK uses a connection again for the same client only. */
  private final Map<URI, SdkHttpClient> proxied = new ConcurrentHashMap<>();

  private BoundedHttpClient(Builder builder, AttributeMap defaults) {
    this.connections = builder.connections;
    this.defaults = defaults;
    this.proxies = builder.proxies;
    this.readable = builder.readable;
    this.direct = through(Optional.empty());
  }

  /** A builder, so that the SDK's client owns what it builds, and closes it. */
  static SdkHttpClient.Builder<?> of(
      Supplier<UrlConnectionHttpClient.Builder> connections,
      Proxies proxies,
      Predicate<byte[]> readable) {
    return new Builder(connections, proxies, readable);
  }

  /**
   * What the SDK finds of proxies itself is kept from it: it takes {@code HTTP_PROXY} for https as
   * well, and of {@code NO_PROXY} knows whole names only.
   */
  private SdkHttpClient through(Optional<URI> proxy) {
    ProxyConfiguration.Builder configuration =
        ProxyConfiguration.builder()
            .useEnvironmentVariablesValues(false)
            .useSystemPropertyValues(false);
    proxy.ifPresent(configuration::endpoint);
    return connections.get().proxyConfiguration(configuration.build()).buildWithDefaults(defaults);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    SdkHttpRequest asked = request.httpRequest();
    SdkHttpClient http =
        proxies
            .of(asked.protocol(), asked.host(), asked.port())
            .map(proxy -> proxied.computeIfAbsent(proxy, its -> through(Optional.of(its))))
            .orElse(direct);
    return new Exchange(http.prepareRequest(request), readable);
  }

  @Override
  public String clientName() {
    return direct.clientName();
  }

  @Override
  public void close() {
    direct.close();
    proxied.values().forEach(SdkHttpClient::close);
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {
    private final Supplier<UrlConnectionHttpClient.Builder> connections;
    private final Proxies proxies;
    private final Predicate<byte[]> readable;

    Builder(
        Supplier<UrlConnectionHttpClient.Builder> connections,
        Proxies proxies,
        Predicate<byte[]> readable) {
      this.connections = connections;
      this.proxies = proxies;
      this.readable = readable;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new BoundedHttpClient(this, defaults);
    }
  }
}
