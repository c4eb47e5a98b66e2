package io.keyturn.provider.aws;

import java.util.function.Predicate;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** An HTTP client of the SDK whose requests end when interrupted, and whose answers are bounded. */
final class BoundedHttpClient implements SdkHttpClient {
  private final SdkHttpClient http;
  private final Predicate<byte[]> readable;

  private BoundedHttpClient(SdkHttpClient http, Predicate<byte[]> readable) {
    this.http = http;
    this.readable = readable;
  }

  /** A builder, so that the SDK's client owns what it builds, and closes it. */
  static SdkHttpClient.Builder<?> of(SdkHttpClient.Builder<?> http, Predicate<byte[]> readable) {
    return new Builder(http, readable);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Exchange(http.prepareRequest(request), readable);
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    http.close();
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {
    private final SdkHttpClient.Builder<?> http;
    private final Predicate<byte[]> readable;

    Builder(SdkHttpClient.Builder<?> http, Predicate<byte[]> readable) {
      this.http = http;
      this.readable = readable;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new BoundedHttpClient(http.buildWithDefaults(defaults), readable);
    }
  }
}
